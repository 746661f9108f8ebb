import { randomUUID } from 'node:crypto';
import { addMonths, dateOf } from '../../domain/calendar.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import { emptySections } from '../../domain/report-balance.ts';
import { blocksOf } from '../../domain/report-model.ts';
import { plannedSections } from '../../domain/report-sections.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import { finishAmendments, finishReport } from '../../records/report/circulate-report.ts';
import { checkedHits, clearHits } from '../../records/report/report-check.ts';
import { latestReport, type ReportText } from '../../records/report/report-versions.ts';
import { saveReport } from '../../records/report/save-report.ts';
import type { Records } from '../../records/store/transaction.ts';
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
  await fillSections(records, given, asked.profile, now);
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

/** Something is written into every section without which the report does not leave. */
async function fillSections(
  records: Records,
  { officer, ...of }: ByOfficer,
  profile: Profile,
  now: Date,
): Promise<void> {
  const stage = stageOfKind(profile, 'write-report');
  if (!stage) return;
  const sections = plannedSections(stage.sections);
  const { version, report } = await newestReport(records, of.auditId);
  const titles = emptySections(report, { balanced: stage.balanced, sections });
  const added = sections
    .filter(({ title }) => titles.includes(title))
    .map(({ key, title }) => ({
      section: key,
      id: randomUUID(),
      text: `What is to be said under “${title}”.`,
      ownerAgencyId: '',
      dueDate: '',
    }));
  if (added.length === 0) return;
  const input = { ...of, seen: version, edit: { blocks: {}, added } };
  const saved = await saveReport(records, input, { contactId: officer }, now);
  expectOutcome('filling the sections', saved, 'saved', 'unchanged');
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
