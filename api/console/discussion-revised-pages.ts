import type { FastifyInstance } from 'fastify';
import { formatDate } from '../../domain/calendar.ts';
import { type SecondLook, secondLooks } from '../../records/checks/reconsider.ts';
import type { RevisedReturn } from '../../records/checks/revised-returns.ts';
import { type Access, staffIn } from '../access.ts';
import { receivedWords } from '../action-facts.ts';
import { answersInWords } from '../contact/answer-words.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { type AuditRequest, consolePage } from './console-page.ts';
import { discussionFacts, discussionIn } from './discussion-request.ts';
import { momentOf } from './moments.ts';

/** What was revised after the discussion, beside what was discussed (SO-22). */
export function discussionRevisedPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };
  app.get(
    '/console/audits/:number/discussion/revised',
    staff,
    async (request: AuditRequest, reply) => {
      const view = await discussionIn(records, request, ['revised']);
      if (!view.settings.mayRevise) throw new NotFound();
      const { auditId, number } = view;
      const { partnershipId } = staffIn(request);
      const looks = await secondLooks(records, { partnershipId, auditId });
      return consolePage(request, reply, 'discussion-revised', {
        ...discussionFacts(view),
        title: 'Revised after the meeting',
        looks: looks.map((each) => lookFacts(number, each)),
        revised: view.revised.map(revisedFacts),
      });
    },
  );
}

/** What somebody has before them, what they say to it, and where that is entered for them. */
function lookFacts(number: string, { askId, said, received, tools, ...look }: SecondLook) {
  const waits = said === 'waiting';
  return {
    ...look,
    said: {
      waiting: `looks again until ${formatDate(look.dueDate)}`,
      answered: 'has nothing more to change',
      silent: 'changed nothing more in time',
    }[said],
    received: received && receivedWords(received),
    enter: waits ? `/console/audits/${number}/enter/${askId}` : '',
    tools: tools.map(({ id, number: child, revised }) => ({
      child,
      revised,
      enter: waits ? `/console/audits/${number}/returns/${id}#enter` : '',
    })),
  };
}

function revisedFacts({ tool, discussed, stands, ...of }: RevisedReturn) {
  const before = answersInWords(tool, discussed.answers);
  const after = answersInWords(tool, stands.answers);
  return {
    ...of,
    discussedVersion: discussed.version,
    version: stands.version,
    at: momentOf(stands.at),
    changes: after.flatMap((section) => {
      const older = before.find(({ key }) => key === section.key)?.rows ?? [];
      return section.rows.flatMap(({ key, label, answer }) => {
        const was = older.find((row) => row.key === key)?.answer ?? '';
        return was === answer ? [] : [{ section: section.title, label, was, answer }];
      });
    }),
  };
}
