import type { FastifyInstance } from 'fastify';
import { concernKindWords, concernStateWords } from '../../domain/concern-words.ts';
import { momentOf } from '../../emails/wording.ts';
import { type OpenAsk, openAsksOf } from '../../records/access/readers.ts';
import { revokeSession } from '../../records/access/sessions.ts';
import { exceptionBodiesOf } from '../../records/actions/exceptions.ts';
import { workPlansOf } from '../../records/actions/work-plan-view.ts';
import { overseesAudits } from '../../records/audits/oversight.ts';
import { qualityIssuesWith } from '../../records/checks/quality-issue.ts';
import { concernsOf } from '../../records/concerns/concern-list.ts';
import { riskReportForm } from '../../records/concerns/risk-report-view.ts';
import { answeredAttends } from '../../records/discussion/attend-view.ts';
import { packsOf } from '../../records/discussion/own-packs.ts';
import { preparationsOf } from '../../records/discussion/preparation.ts';
import { experienceBodiesOf } from '../../records/learning/experience.ts';
import { heldReturnsOf } from '../../records/returns/held-returns.ts';
import { sentReturnsOf } from '../../records/returns/sent-returns.ts';
import { type Access, readerIn } from '../access.ts';
import { cookieNames, cookieOptions } from '../cookies.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { formOf } from '../forms.ts';
import { askHint } from './ask-hint.ts';
import { askTitle } from './ask-titles.ts';

/** Without children nobody completes tools about any. */
function titleOf({ step, title, words, aboutChildren, progress }: OpenAsk): string {
  if (title !== null) return title;
  if (!aboutChildren && (step === 'returns' || step === 'allocated')) {
    return `Complete the ${words.return}`;
  }
  // Several can be open at once, and are told apart.
  return [progress?.which, askTitle(step, words)].filter(Boolean).join(': ');
}

/** One page with all that this person is asked for, across audits. */
export function asksPage(app: FastifyInstance, { records }: ApiDependencies, access: Access): void {
  app.get('/asks', { preHandler: access.requireReader }, async (request, reply) => {
    const reader = readerIn(request);
    const asks = await openAsksOf(records, { ...reader, now: request.now });
    const packs = await packsOf(records, reader);
    const preparations = await preparationsOf(records, reader);
    const workPlans = await workPlansOf(records, reader, request.now);
    const concerns = await concernsOf(records, reader, request.now);
    const answered = await answeredAttends(records, reader);
    const titled = asks.map((ask) => {
      return { ...ask, title: titleOf(ask), hint: askHint(ask) };
    });
    const sent = await sentReturnsOf(records, reader);
    return reply.page('contact/asks.njk', {
      title: 'What you are asked to do',
      partnershipName: reader.partnershipName,
      packs,
      preparations,
      workPlans,
      experiences: await experienceBodiesOf(records, reader, request.now),
      exceptions: await exceptionBodiesOf(records, reader, request.now),
      oversees: await overseesAudits(records, reader, request.now),
      concerns: concerns.map((each) => ({
        ...each,
        kind: concernKindWords(each.kind),
        state: concernStateWords(each.step),
      })),
      answered,
      qualityIssues: await qualityIssuesWith(records, reader),
      mayReport: (await riskReportForm(records, { ...reader, staff: false })) !== null,
      held: await heldReturnsOf(records, reader),
      sent: sent.map((each) => ({ ...each, sentAt: momentOf(each.sentAt, each.zone) })),
      asks: titled.filter(({ later }) => !later),
      later: titled.filter(({ later }) => later),
    });
  });

  app.post('/asks/sign-out', async (request, reply) => {
    formOf(request, {});
    const token = request.cookies[cookieNames.link];
    if (token) await revokeSession(records, token, request.now);
    return reply.clearCookie(cookieNames.link, cookieOptions).page('message.njk', {
      title: 'You have signed out',
      paragraphs: ['To come back, open the link in your newest email.'],
    });
  });
}
