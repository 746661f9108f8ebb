import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { thisOne } from '../../domain/about-words.ts';
import { profileOfAudit } from '../../records/audits/audit-profile.ts';
import { rejoinAttendance } from '../../records/returns/rejoin-attendance.ts';
import { subjectToWithdraw, withdrawSubject } from '../../records/returns/withdraw-subject.ts';
import type { Access } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { missingReason, type ReasonPage, reasonField, reasonPage } from './change-pages.ts';
import { actorIn, auditIn } from './console-page.ts';

type SubjectRequest = FastifyRequest<{ Params: { number: string; subject: string } }>;

/** Where an audit is not about children: an agency, an establishment or an attendance that leaves it. */
export function subjectPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const path = '/console/audits/:number/subjects/:subject/withdraw';

  app.get(path, editor, async (request: SubjectRequest, reply) =>
    page(request, reply, await subjectIn(request)),
  );

  app.post(path, editor, async (request: SubjectRequest, reply) => {
    const { reason } = formOf(request, { reason: reasonField });
    const subject = await subjectIn(request);
    const { kind } = await withdrawSubject(
      records,
      { ...subject, reason },
      actorIn(request),
      request.now,
    );
    switch (kind) {
      case 'not-found':
        throw new NotFound();
      case 'withdrawn':
      case 'withdrawn-before':
        nudge();
        return reply.redirect(`/console/audits/${request.params.number}#grid`, 303);
      default: {
        const problems = [{ field: 'reason', message: refusals[kind] }];
        return page(request, reply.status(422), subject, { problems, reason });
      }
    }
  });

  const again = '/console/audits/:number/subjects/:subject/add-again';

  app.get(again, editor, async (request: SubjectRequest, reply) =>
    page(request, reply, await subjectIn(request), { shows: rejoinPage }),
  );

  app.post(again, editor, async (request: SubjectRequest, reply) => {
    const { reason } = formOf(request, { reason: reasonField });
    const subject = await subjectIn(request);
    const input = { ...subject, reason };
    const { kind } = await rejoinAttendance(records, input, actorIn(request), request.now);
    switch (kind) {
      case 'not-found':
        throw new NotFound();
      case 'asked':
      case 'asked-before':
        nudge();
        return reply.redirect(`/console/audits/${request.params.number}#grid`, 303);
      default: {
        const problems = [{ field: 'reason', message: notAgain[kind] }];
        return page(request, reply.status(422), subject, { shows: rejoinPage, problems, reason });
      }
    }
  });

  async function subjectIn(request: SubjectRequest) {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const { subject } = request.params;
    if (!/^\d{1,6}$/.test(subject)) throw new NotFound();
    return { partnershipId, auditId, number: Number(subject) };
  }

  async function page(
    request: SubjectRequest,
    reply: FastifyReply,
    subject: Awaited<ReturnType<typeof subjectIn>>,
    given: Pick<ReasonPage, 'problems' | 'reason'> & { shows?: typeof leavePage } = {},
  ): Promise<FastifyReply> {
    const { shows = leavePage, ...typed } = given;
    const found = await subjectToWithdraw(records, subject);
    if (!found || (shows === rejoinPage && found.about.kind !== 'attendance')) throw new NotFound();
    const { words } = await profileOfAudit(records, subject.auditId);
    return reasonPage(request, reply, { ...shows(found, words), ...typed });
  }
}

const refusals = {
  'no-reason': missingReason.message,
  'too-late':
    'The time for answers is over, and what came in has been counted: nothing can be withdrawn any more.',
  'the-last':
    'Nothing else is left that this audit asks about. Cancel the audit if it is not to go on.',
  ended: 'The audit has ended: nothing can be withdrawn from it any more.',
};

const notAgain = {
  'no-reason': missingReason.message,
  'too-late': 'The time for answers is over: nobody can be asked any more.',
  'has-left':
    'One of the two has left the directory, so nobody can be asked in their place about this attendance.',
  ended: 'The audit is paused or has ended. Nobody can be asked now.',
};

type Found = NonNullable<Awaited<ReturnType<typeof subjectToWithdraw>>>;

function leavePage(
  { about, attendee }: Found,
  words: Awaited<ReturnType<typeof profileOfAudit>>['words'],
): ReasonPage {
  const what = thisOne(about.kind, words);
  const [shown, asked, again] =
    about.kind === 'attendance'
      ? [
          `the attendance of ${attendee} at ${about.label}`,
          `Neither ${attendee} nor their manager is asked anything more about ${what}; what else they are asked for stays`,
          'While answers are gathered it can be added again. Both are then asked afresh, by a date of their own.',
        ]
      : [
          about.label,
          'Nobody there is asked for anything more in this audit',
          `While answers are gathered ${what} can be added again. It is then asked afresh, by a date of its own.`,
        ];
  return {
    title: `Withdraw ${shown} from this audit`,
    paragraphs: [
      `${asked}, and those who were asked are told once. What was said or sent stays on record but goes no further, counts in no figure, and no silence is recorded.`,
      again,
    ],
    button: `Withdraw ${what}`,
    warning: true,
  };
}

/** Only an attendance is added again by itself; an agency or a school with those that joined late. */
function rejoinPage({ about, attendee }: Found): ReasonPage {
  return {
    title: `Add the attendance of ${attendee} at ${about.label} again`,
    paragraphs: [
      `${attendee} and their manager are asked afresh, by a date of their own. What was said before it was withdrawn stays on record and is not used.`,
      'Whoever is still asked about other attendances is told of one more, and has the later date for all of them.',
    ],
    button: 'Add it again and ask',
  };
}
