import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mergedSections } from '../../domain/tools.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import {
  type AttendanceAnswers,
  attendanceAnswers,
} from '../../records/discussion/attendance-answers.ts';
import { answersOverview } from '../../records/returns/answers-overview.ts';
import { transaction } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import { answersInWords } from '../contact/answer-words.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { answersFacts, type Filter, filters } from './answers-facts.ts';
import { auditIn, consolePage } from './console-page.ts';

type ListRequest = FastifyRequest<{ Params: { number: string }; Querystring: { show?: string } }>;
type AttendanceRequest = FastifyRequest<{ Params: { number: string; attendance: string } }>;

/** Everybody who is asked about themselves, however many, and the two sides of one attendance. */
export function answersPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };
  const list = { ...staff, config: { query: ['show'] } };

  app.get('/console/audits/:number/answers', list, async (request: ListRequest, reply) => {
    const audit = await auditIn(records, request);
    const { profile, overview } = await transaction(records, async (tx) => {
      const context = await auditContext(tx, audit.id);
      const overview = await answersOverview(records, tx, context, request.now);
      return { profile: context.profile, overview };
    });
    if (!overview) throw new NotFound();
    const { number } = audit;
    const show = filterOf(request.query.show);
    return consolePage(request, reply, 'answers', {
      title: 'Who has answered',
      number,
      backLink: `/console/audits/${number}#grid`,
      answers: answersFacts({ number, profile }, overview, { show }),
    });
  });

  app.get(
    '/console/audits/:number/attendances/:attendance',
    staff,
    async (request: AttendanceRequest, reply) => {
      const audit = await auditIn(records, request);
      const { partnershipId } = staffIn(request);
      const number = Number(request.params.attendance);
      if (!Number.isSafeInteger(number)) throw new NotFound();
      const view = await attendanceAnswers(records, { partnershipId, auditId: audit.id, number });
      if (!view) throw new NotFound();
      return consolePage(request, reply, 'attendance', {
        title: view.label,
        number: audit.number,
        agency: view.agency,
        backLink: `/console/audits/${audit.number}#grid`,
        sections: sectionsOf(view),
      });
    },
  );
}

function filterOf(wanted: string | undefined): Filter {
  return filters.find((each) => each === wanted) ?? 'all';
}

const partWords = { attendee: 'Attendee', manager: 'Manager' };

/** Section by section: what is asked of both under one key stands beside one another. */
function sectionsOf({ sides }: AttendanceAnswers) {
  const told = sides.map((side) => ({
    ...side,
    sections: answersInWords(side.tool, side.answers ?? {}),
  }));
  return mergedSections(sides.map(({ tool }) => tool)).map(({ key, title }) => ({
    title,
    sides: told.map(({ part, name, state, answers, tool, sections }) => {
      const asked = tool.sections.some((section) => section.key === key);
      const rows = sections.find((section) => section.key === key)?.rows ?? [];
      return {
        who: `${partWords[part]}: ${name}`,
        note: answers ? (asked ? '' : 'Not asked of them.') : nothingYet(state),
        rows: answers && asked ? rows : [],
      };
    }),
  }));
}

/** What silence means: only that nothing was said. */
function nothingYet(state: string): string {
  return state === 'not-answered'
    ? 'Did not answer in time. Nothing is read from that.'
    : 'Nothing has come in yet.';
}
