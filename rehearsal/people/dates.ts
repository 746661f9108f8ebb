import { addWorkingDays, dateOf, type PlainDate } from '../../domain/calendar.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import { moveDate, previewDateMove } from '../../records/audits/audit-dates.ts';
import { daysMissing } from '../../records/audits/day-to-set.ts';
import { transaction } from '../../records/store/transaction.ts';
import { type Act, expectOutcome, inAudit } from '../asked.ts';

const workingDaysAhead = 15;

/** The officer sets each day that the audit waits for: three weeks from now, or in its month. */
export const setDays: Act = async (asked) => {
  const { records, ask, now } = asked;
  const { of, by } = inAudit(asked);
  const input = { partnershipId: ask.partnershipId, auditId: of.auditId };
  for (;;) {
    const next = await transaction(records, async (tx) => {
      const context = await auditContext(tx, of.auditId);
      const [key] = daysMissing(context, ask.stageKey ?? '');
      if (!key) return null;
      const row = await tx.auditDate.findFirst({
        where: { auditId: of.auditId, key, supersededAt: null },
      });
      const { calendar } = context.clock;
      const soon = addWorkingDays(dateOf(now, calendar.zone), workingDaysAhead, calendar);
      const inMonth = row?.date ? addWorkingDays(`${row.date}-01`, 5, calendar) : soon;
      const date: PlainDate = inMonth > soon ? inMonth : soon;
      return { ...input, key, to: { degree: 'fixed' as const, date } };
    });
    if (!next) return;
    const preview = await previewDateMove(records, next, now);
    const given = { reason: 'The day was agreed.', fingerprint: preview?.fingerprint ?? '' };
    expectOutcome(
      `setting the day of ${next.key}`,
      await moveDate(records, { ...next, ...given }, by, now),
      'moved',
    );
  }
};
