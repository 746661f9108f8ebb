import type { FastifyInstance, FastifyReply } from 'fastify';
import { askForMoreTime } from '../../records/asks/more-time.ts';
import { submitReturnOnBehalf } from '../../records/asks/on-behalf.ts';
import { acceptClash, askForAnotherPerson } from '../../records/returns/independence.ts';
import type { ReturnView } from '../../records/returns/return-view.ts';
import { type Access, staffIn } from '../access.ts';
import { servesNone } from '../contact/tool-pages.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { actorIn } from './console-page.ts';
import { readReceived } from './received-form.ts';
import { answerProblems, independenceProblems, readForm, type Shown } from './return-form.ts';
import { entryDone, keepEntry, lostEntry } from './return-keep.ts';
import {
  mayBeNil,
  mayHandOver,
  notEntered,
  type ReturnRequest,
  returnPage,
  returnPath,
  viewIn,
} from './return-pages.ts';

/**
 * A tool is entered for whoever was asked. Every button of the page belongs to the one form, and all
 * that stands in it is saved before anything else is done or another page is shown.
 */
export function returnEntryPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.post(returnPath, editor, async (request: ReturnRequest, reply) => {
    const { path, view, lost, shown, checked, wanted, submissionKey } = await typedIn(request);
    const again = (problems: Shown['problems']) =>
      returnPage(request, reply.status(422), { view, shown: { ...shown, problems } });
    if (lost && wanted !== 'submit') return lostEntry(request, reply, { view, shown, path });
    const notFiled = checked.ok
      ? []
      : checked.problems.filter(({ field }) => field === 'attachment');
    const unsaved = [...shown.problems, ...(wanted === 'submit' ? [] : notFiled)];
    if (unsaved.length > 0) return again(unsaved);
    if (wanted !== 'submit') return reply.redirect(onward(view, path, wanted), 303);
    const { serves = [] } = shown;
    const problems = [
      ...answerProblems(view, shown),
      ...independenceProblems(view, shown.independent),
      ...(checked.ok ? [] : checked.problems),
      ...(view.sharing.length > 0 && serves.length === 0 ? [servesNone] : []),
    ];
    if (lost && problems.length > 0) return lostEntry(request, reply, { view, shown, path });
    if (!checked.ok || problems.length > 0) return again(problems);
    const { partnershipId, contactId } = staffIn(request);
    const independent = shown.independent !== 'no';
    const own = { partnershipId, returnId: view.id, submissionKey };
    const input = { ...own, independent, received: checked.received, serves };
    const outcome = await submitReturnOnBehalf(records, input, contactId, request.now);
    if (outcome.kind === 'submitted') {
      await entryDone(records, request, view);
      nudge();
      return reply.redirect(request.url, 303);
    }
    if (lost) return lostEntry(request, reply, { view, shown, path });
    const field = outcome.kind === 'clash' ? 'independent' : 'from';
    const refused = [{ field, message: notEntered(outcome.kind) }];
    return returnPage(request, reply.status(422), {
      view: await viewIn(records, request),
      shown: { ...shown, problems: refused },
    });
  });

  app.post(`${returnPath}/independence`, editor, async (request: ReturnRequest, reply) => {
    const kept = await typedIn(request);
    const { view, shown, path } = kept;
    const refused = await notKept(request, reply, kept);
    if (refused) return refused;
    const reason = shown.reason.trim();
    if (reason === '') {
      const problems = [{ field: 'reason', message: 'Say why they may complete it all the same.' }];
      const again = { view, shown: { ...shown, problems } };
      return returnPage(request, reply.status(422), again);
    }
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, returnId: view.id, reason };
    await acceptClash(records, input, actorIn(request), request.now);
    return reply.redirect(path, 303);
  });

  app.post(`${returnPath}/more-time`, editor, async (request: ReturnRequest, reply) => {
    const kept = await typedIn(request);
    const refused = await notKept(request, reply, kept);
    if (refused) return refused;
    const { partnershipId } = staffIn(request);
    if (kept.view.moreTime) {
      const by = { ...actorIn(request), onBehalf: true };
      const { askId } = kept.view.moreTime;
      await askForMoreTime(records, { partnershipId, askId }, by, request.now);
      nudge();
    }
    return reply.redirect(kept.path, 303);
  });

  app.post(`${returnPath}/another-person`, editor, async (request: ReturnRequest, reply) => {
    const kept = await typedIn(request);
    const refused = await notKept(request, reply, kept);
    if (refused) return refused;
    const input = { partnershipId: staffIn(request).partnershipId, returnId: kept.view.id };
    await askForAnotherPerson(records, input, actorIn(request), request.now);
    return reply.redirect(kept.path, 303);
  });

  /** What was sent, saved as far as it can be. */
  async function typedIn(request: ReturnRequest) {
    const view = await viewIn(records, request);
    const path = `/console/audits/${request.params.number}/returns/${view.id}`;
    const { shown: sent, said, typed, ...form } = readForm(view, request);
    const of = { auditId: view.auditId, zone: view.audit.zone };
    const { received, checked } = await readReceived(records, request, said, of);
    const shown = { ...sent, received };
    if (!typed) return { path, view, lost: false, shown, checked, ...form };
    const kept = await keepEntry(records, request, { view, shown });
    return { path, view, checked, ...kept, ...form };
  }

  type Typed = Awaited<ReturnType<typeof typedIn>>;

  /** The page once more, where something that was typed besides could not be saved. */
  async function notKept(
    request: ReturnRequest,
    reply: FastifyReply,
    { view, shown, path, lost }: Typed,
  ): Promise<FastifyReply | null> {
    if (lost) return lostEntry(request, reply, { view, shown, path });
    if (shown.problems.length === 0) return null;
    return returnPage(request, reply.status(422), { view, shown });
  }
}

/** Where the buttons lead that save first; the form itself, saved, for anything else. */
function onward(view: ReturnView, path: string, wanted: string): string {
  const decisions = [...view.sections, ...view.folded].flatMap(({ section }) =>
    section.applies ? [`sections/${section.key}/decision`] : [],
  );
  const known = [...decisions, ...(mayBeNil(view) ? ['not-known'] : [])];
  if (known.includes(wanted)) return `${path}/${wanted}`;
  if (wanted === 'hand-over' && mayHandOver(view)) {
    return `/console/audits/${view.audit.number}/requests/${view.requestId}/hand-over`;
  }
  return `${path}#enter`;
}
