import { randomUUID } from 'node:crypto';
import { answerApproval } from '../../records/approval/answer-approval.ts';
import { askForApproval } from '../../records/approval/approvals.ts';
import { endStage } from '../../records/audits/stages.ts';
import { askToWriteReport } from '../../records/report/report.ts';
import type { Records } from '../../records/store/transaction.ts';
import { recordDiscussion as record } from '../../rehearsal/people/discussion.ts';
import {
  officerClears as clears,
  officerFinishes as finishes,
} from '../../rehearsal/people/report.ts';
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

export { newestReport } from '../../rehearsal/people/report.ts';

interface Place {
  place: Aldermere;
  audit: RunningAudit;
}

/** Everybody was there; all heads, three findings and two recommendations are recorded. */
export async function recordDiscussion(
  records: Records,
  { place, audit }: Place,
  now: Date,
): Promise<void> {
  const recommendations = (['police', 'social-care'] as const).map((agency) => ({
    text: `Ask both parents (${agency}).`,
    ownerAgencyId: place.agencies[agency],
    dueDate: '30 September 2027',
  }));
  const of = { partnershipId: place.id, auditId: audit.id, officer: place.people.nadia.id };
  await record(records, { ...of, recommendations }, now);
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

/** Every hit of the identifier check is looked at and left in. */
export async function officerClears(
  records: Records,
  { place, audit }: Place,
  now: Date,
): Promise<void> {
  const of = { partnershipId: place.id, auditId: audit.id, officer: place.people.nadia.id };
  await clears(records, of, now);
}

export async function officerFinishes(
  records: Records,
  { place, audit }: Place,
  now: Date,
): Promise<void> {
  const of = { partnershipId: place.id, auditId: audit.id, officer: place.people.nadia.id };
  await finishes(records, of, now);
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
