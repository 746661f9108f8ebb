import { randomUUID } from 'node:crypto';
import { addMonths, dateOf } from '../../domain/calendar.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { emptySides } from '../../domain/report-balance.ts';
import { blocksOf } from '../../domain/report-model.ts';
import { auditContext } from '../../records/audit-context.ts';
import { finishAmendments, finishReport } from '../../records/circulate-report.ts';
import { checkedHits, clearHits } from '../../records/report-check.ts';
import { latestReport, type ReportText } from '../../records/report-versions.ts';
import { saveReport } from '../../records/save-report.ts';
import type { Records } from '../../records/transaction.ts';
import { type Act, expectOutcome, inAudit } from '../asked.ts';
import { ownersOf } from './owners.ts';

interface ByOfficer {
  partnershipId: string;
  auditId: string;
  officer: string;
}

/** The officer finishes the drafted report; where nobody has recommended anything yet, they do. */
export const finishDraft: Act = async (asked) => {
  const { records, now } = asked;
  const { of, by } = inAudit(asked);
  const given = { ...of, officer: by.contactId };
  const { report } = await newestReport(records, of.auditId);
  const recommended = blocksOf(report).some(({ block }) => block.kind === 'recommendation');
  if (!recommended) await recommendTo(records, given, await ownersOf(records, of.auditId), now);
  if (stageOfKind(asked.profile, 'write-report')?.balanced)
    await tellBothSides(records, given, now);
  await officerFinishes(records, given, now);
};

/** The officer makes the amendments that the body wanted. */
export const makeAmendments: Act = async (asked) => {
  const { records, now } = asked;
  const { of, by } = inAudit(asked);
  const given = { ...of, officer: by.contactId };
  await recommendTo(records, given, (await ownersOf(records, of.auditId)).slice(0, 1), now);
  await officerClears(records, given, now);
  const { version } = await newestReport(records, of.auditId);
  const outcome = await finishAmendments(records, { ...of, version }, by, now);
  expectOutcome('finishing the amendments', outcome, 'finished');
};

/** What was not found in the discussion is written under what is good and what is to be better. */
async function tellBothSides(
  records: Records,
  { officer, ...of }: ByOfficer,
  now: Date,
): Promise<void> {
  const { version, report } = await newestReport(records, of.auditId);
  if (emptySides(report).length === 0) return;
  const telling = { ownerAgencyId: '', dueDate: '' };
  const added = [
    { section: 'good-practice', id: randomUUID(), text: 'Children were seen alone.', ...telling },
    {
      section: 'development',
      id: randomUUID(),
      text: 'Plans did not say who does what.',
      ...telling,
    },
  ];
  const input = { ...of, seen: version, edit: { blocks: {}, added } };
  const saved = await saveReport(records, input, { contactId: officer }, now);
  expectOutcome('telling both sides', saved, 'saved', 'unchanged');
}

/** Something is recommended to each of the agencies, in the report itself. */
export async function recommendTo(
  records: Records,
  { officer, ...of }: ByOfficer,
  agencies: string[],
  now: Date,
): Promise<void> {
  const { version } = await newestReport(records, of.auditId);
  const added = agencies.map((ownerAgencyId, position) => ({
    section: 'recommendations',
    id: randomUUID(),
    text: `Say in each plan who does what, and by when (${position + 1}).`,
    ownerAgencyId,
    dueDate: addMonths(dateOf(now), 9 + 3 * position),
  }));
  const input = { ...of, seen: version, edit: { blocks: {}, added } };
  const saved = await saveReport(records, input, { contactId: officer }, now);
  expectOutcome('saving the report', saved, 'saved', 'unchanged');
}

export async function newestReport(records: Records, auditId: string): Promise<ReportText> {
  const key = await records.keyring.audit(records.database, auditId);
  const report = await latestReport(records.database, key, auditId);
  if (!report) throw new Error('no report has been drafted');
  return report;
}

/** Every hit of the identifier check is looked at and left in. */
export async function officerClears(
  records: Records,
  { officer, ...of }: ByOfficer,
  now: Date,
): Promise<void> {
  const { version, report } = await newestReport(records, of.auditId);
  const context = await auditContext(records.database, of.auditId);
  const hits = await checkedHits(records, records.database, { context, report });
  if (hits.length === 0) return;
  const digests = hits.map((hit) => hit.digest);
  const input = { ...of, version, digests, reason: 'An ordinary word here.' };
  const cleared = await clearHits(records, input, { contactId: officer }, now);
  expectOutcome('leaving ordinary words in the report', cleared, 'cleared');
}

export async function officerFinishes(
  records: Records,
  given: ByOfficer,
  now: Date,
): Promise<void> {
  await officerClears(records, given, now);
  const { officer, ...of } = given;
  const { version } = await newestReport(records, of.auditId);
  const finished = await finishReport(records, { ...of, version }, { contactId: officer }, now);
  expectOutcome('finishing the report', finished, 'finished');
}
