import type { UpdateAnswer } from '../../domain/action-update.ts';
import { dateOf } from '../../domain/calendar.ts';
import { smartQuestions } from '../../domain/planned-action.ts';
import { actionPlanView } from '../../records/actions/action-plan-view.ts';
import { giveUpdates } from '../../records/actions/action-updates.ts';
import { confirmAction, reopenAction } from '../../records/actions/confirm-action.ts';
import { finishPlan, savePlanned } from '../../records/actions/planned-actions.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Act, type Asked, expectOutcome, inAudit } from '../asked.ts';

/** An agency says that each of its actions is complete once its day comes near, and on track before. */
export const updateAsPlanned: Act = (asked) =>
  update(asked, ({ dueDate }) => (dueDate <= asked.ask.dueDate ? 'complete' : 'on-track'));

export const allOnTrack: Act = (asked) => update(asked, () => 'on-track');
export const allBlocked: Act = (asked) => update(asked, () => 'blocked');
export const allComplete: Act = (asked) => update(asked, () => 'complete');

async function update(
  asked: Asked,
  answerOf: (action: { dueDate: string }) => UpdateAnswer,
): Promise<void> {
  const { records, ask, more, now } = asked;
  const text = more.text ?? 'Agreed at the meeting of team leaders, and looked at in supervision.';
  const actions = await records.database.action.findMany({
    where: { auditId: ask.auditId ?? '', ownerAgencyId: ask.agencyId ?? '' },
  });
  const answers = Object.fromEntries(
    actions.map((action) => [action.id, { answer: answerOf(action), text }]),
  );
  const input = { partnershipId: ask.partnershipId, askId: ask.id, answers };
  const outcome = await giveUpdates(records, input, { contactId: ask.contactId }, now);
  expectOutcome('giving an update', outcome, 'given');
}

/** The officer says all that the process wants to know of each action, and adopts the plan. */
export const completePlan: Act = async (asked) => {
  const { records, now } = asked;
  const { of, by } = inAudit(asked);
  const view = await actionPlanView(records, of);
  for (const { recommendationId, revision, planned } of view?.actions ?? []) {
    const smart = Object.fromEntries(smartQuestions.map(({ key, asks }) => [key, `Said: ${asks}`]));
    const caseId = planned.caseId ?? view?.cases[0]?.id ?? null;
    const typed = { smart, responsible: 'Jo Bell', caseId, agreedOn: dateOf(now) };
    const input = { ...of, recommendationId, seen: revision, typed };
    expectOutcome('planning an action', await savePlanned(records, input, by, now), 'saved');
  }
  expectOutcome('adopting the plan', await finishPlan(records, of, by, now), 'adopted');
};

/** The officer confirms what is reported complete. */
export const confirmReported: Act = async (asked) => {
  const { of, by } = inAudit(asked);
  await officerConfirms(asked.records, { auditId: of.auditId, officer: by.contactId }, asked.now);
};

/** The officer finds that it is not complete after all. */
export const openReportedAgain: Act = async (asked) => {
  const { records, more, now } = asked;
  const { of, by } = inAudit(asked);
  const reason = more.text ?? 'The form is there, but nobody has been shown how to use it.';
  for (const { id: actionId } of await reportedComplete(records, of.auditId)) {
    const input = { partnershipId: of.partnershipId, actionId, reason };
    const outcome = await reopenAction(records, input, by, now);
    expectOutcome('opening an action again', outcome, 'done');
  }
};

export async function officerConfirms(
  records: Records,
  { auditId, officer }: { auditId: string; officer: string },
  now: Date,
): Promise<void> {
  for (const { id: actionId, partnershipId } of await reportedComplete(records, auditId)) {
    const by = { contactId: officer };
    const outcome = await confirmAction(records, { partnershipId, actionId }, by, now);
    expectOutcome('confirming an action', outcome, 'done');
  }
}

function reportedComplete({ database }: Records, auditId: string) {
  const where = { auditId, state: 'reported-complete' };
  return database.action.findMany({ where, orderBy: { number: 'asc' } });
}
