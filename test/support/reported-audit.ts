import { randomUUID } from 'node:crypto';
import { answerApproval } from '../../records/answer-approval.ts';
import { askForApproval } from '../../records/approvals.ts';
import { markAttendance } from '../../records/attendance.ts';
import { auditContext } from '../../records/audit-context.ts';
import { finishReport } from '../../records/circulate-report.ts';
import { saveConclusion } from '../../records/conclusions.ts';
import { recordFinding } from '../../records/findings.ts';
import { finishDiscussion } from '../../records/finish-discussion.ts';
import { recordRecommendation } from '../../records/recommendations.ts';
import { askToWriteReport } from '../../records/report.ts';
import { checkedHits, clearHits } from '../../records/report-check.ts';
import { latestReport, type ReportText } from '../../records/report-versions.ts';
import { endStage } from '../../records/stages.ts';
import type { Records } from '../../records/transaction.ts';
import type { Aldermere } from './directory.ts';
import { auditAtDiscussion, dates } from './discussed-audit.ts';
import type { RunningAudit } from './running-audit.ts';

export const reportDates = {
  /** The record of the discussion is finished, and the report drafted. */
  drafted: dates.discussed,
  written: new Date('2027-05-05T10:00:00Z'),
  /** Those who took part are asked: due on 20 May at five. */
  asked: new Date('2027-05-06T09:30:00Z'),
  answered: new Date('2027-05-10T14:00:00Z'),
  /** The SEG's turn. */
  presented: new Date('2027-05-21T09:30:00Z'),
};

interface Place {
  place: Aldermere;
  audit: RunningAudit;
}

const heads = ['recognition', 'planning', 'assessment', 'joint-working', 'impact', 'overall'];

/** Everybody was there; all six heads, three findings and two recommendations are recorded. */
export async function recordDiscussion(
  records: Records,
  { place, audit }: Place,
  now: Date,
): Promise<void> {
  const by = { contactId: place.people.nadia.id };
  const of = { partnershipId: place.id, auditId: audit.id };
  const people = await records.database.attendance.findMany({
    where: { meeting: { auditId: audit.id }, withdrawnAt: null },
  });
  const shown = { attended: null, confidential: false, wantsApproval: false };
  const marks = people.map(({ id }) => ({
    attendanceId: id,
    attended: true,
    confidential: true,
    wantsApproval: false,
    shown,
  }));
  await markAttendance(records, { ...of, marks }, by, now);
  for (const head of heads) {
    const text = `What was concluded under ${head}.`;
    const saved = await saveConclusion(records, { ...of, head, text, revision: 0 }, by, now);
    if (saved.kind !== 'saved') throw new Error(JSON.stringify(saved));
  }
  const findings = [
    ['good-practice', 'Children were seen alone.'],
    ['development', 'Plans did not say who does what.'],
    ['theme', 'Fathers were seldom asked.'],
  ];
  for (const [kind = '', text = ''] of findings) {
    const typed = { kind, caseId: null, agencyId: null, text };
    const outcome = await recordFinding(records, { ...of, key: randomUUID(), typed }, by, now);
    if (outcome.kind !== 'recorded') throw new Error(JSON.stringify(outcome));
  }
  for (const agency of ['police', 'social-care'] as const) {
    const typed = {
      text: `Ask both parents (${agency}).`,
      ownerAgencyId: place.agencies[agency],
      dueDate: '30 September 2027',
      findingId: null,
    };
    const input = { ...of, key: randomUUID(), typed };
    const outcome = await recordRecommendation(records, input, by, now);
    if (outcome.kind !== 'recorded') throw new Error(JSON.stringify(outcome));
  }
  const finished = await finishDiscussion(records, of, by, now);
  if (finished.kind !== 'finished') throw new Error(JSON.stringify(finished));
}

/** The discussion has been recorded, and the officer is asked to finish the drafted report. */
export async function auditAtReport(records: Records, place: Aldermere): Promise<RunningAudit> {
  const audit = await auditAtDiscussion(records, place);
  const { drafted } = reportDates;
  await recordDiscussion(records, { place, audit }, drafted);
  const ref = { partnership: place.id, audit: audit.number };
  await endStage(records, { ...ref, stage: 'discussion', kind: 'discuss' }, drafted);
  await askToWriteReport(records, { ...ref, stage: 'report', kind: 'write-report' }, drafted);
  return audit;
}

/** One step further: the officer has cleared what was found and finished it; authors are asked. */
export async function auditAtApproval(records: Records, place: Aldermere): Promise<RunningAudit> {
  const audit = await auditAtReport(records, place);
  await officerFinishes(records, { place, audit }, reportDates.written);
  const ref = { partnership: place.id, audit: audit.number };
  await endStage(records, { ...ref, stage: 'report', kind: 'write-report' }, reportDates.written);
  await askForApproval(
    records,
    { ...ref, stage: 'practitioners', kind: 'approve' },
    reportDates.asked,
  );
  return audit;
}

/** One step further: everybody who took part has approved, and it is the SEG's turn. */
export async function auditAtDecision(records: Records, place: Aldermere): Promise<RunningAudit> {
  const audit = await auditAtApproval(records, place);
  await everybodyApproves(records, { place, audit }, reportDates.answered);
  const ref = { partnership: place.id, audit: audit.number };
  await endStage(
    records,
    { ...ref, stage: 'practitioners', kind: 'approve' },
    reportDates.answered,
  );
  await askForApproval(records, { ...ref, stage: 'seg', kind: 'approve' }, reportDates.presented);
  return audit;
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
  { place, audit }: Place,
  now: Date,
): Promise<void> {
  const { version, report } = await newestReport(records, audit.id);
  const context = await auditContext(records.database, audit.id);
  const hits = await checkedHits(records, records.database, { context, report });
  if (hits.length === 0) return;
  const cleared = await clearHits(
    records,
    {
      partnershipId: place.id,
      auditId: audit.id,
      version,
      digests: hits.map((hit) => hit.digest),
      reason: 'An ordinary word here.',
    },
    { contactId: place.people.nadia.id },
    now,
  );
  if (cleared.kind !== 'cleared') throw new Error(JSON.stringify(cleared));
}

export async function officerFinishes(
  records: Records,
  { place, audit }: Place,
  now: Date,
): Promise<void> {
  await officerClears(records, { place, audit }, now);
  const { version } = await newestReport(records, audit.id);
  const finished = await finishReport(
    records,
    { partnershipId: place.id, auditId: audit.id, version },
    { contactId: place.people.nadia.id },
    now,
  );
  if (finished.kind !== 'finished') throw new Error(JSON.stringify(finished));
}

/** What somebody says who was asked about the report. */
export async function answersReport(
  records: Records,
  given: {
    partnershipId: string;
    auditId: string;
    contactId: string;
    answer?: string;
    general?: string;
    paragraphs?: Record<string, string>;
  },
  now: Date,
): Promise<string> {
  const { partnershipId, auditId, contactId, answer = 'approve' } = given;
  const { general = '', paragraphs = {} } = given;
  const ask = await records.database.ask.findFirstOrThrow({
    where: { auditId, contactId, step: { in: ['approve', 'vote'] } },
    orderBy: [{ askedAt: 'desc' }, { key: 'desc' }],
  });
  const circulation = await records.database.reportCirculation.findFirstOrThrow({
    where: { auditId },
    orderBy: { number: 'desc' },
    include: { reportVersion: true },
  });
  const outcome = await answerApproval(
    records,
    {
      partnershipId,
      askId: ask.id,
      key: randomUUID(),
      version: circulation.reportVersion.version,
      answer,
      remarks: { general, paragraphs },
    },
    { contactId },
    now,
  );
  return outcome.kind;
}

export async function everybodyApproves(
  records: Records,
  { place, audit }: Place,
  now: Date,
): Promise<void> {
  const asks = await records.database.ask.findMany({
    where: { auditId: audit.id, step: 'approve', outcome: null },
  });
  for (const { contactId } of asks) {
    await answersReport(records, { partnershipId: place.id, auditId: audit.id, contactId }, now);
  }
}
