import { randomUUID } from 'node:crypto';
import type { UpdateAnswer } from '../../domain/action-update.ts';
import { giveUpdates, type UpdatesGiven } from '../../records/actions/action-updates.ts';
import { adoptActions } from '../../records/actions/actions.ts';
import { askForUpdates } from '../../records/actions/expect-updates.ts';
import { askForApproval } from '../../records/approval/approvals.ts';
import { endStage } from '../../records/audits/stages.ts';
import { askToDisseminate } from '../../records/learning/disseminate.ts';
import { saveReport } from '../../records/report/save-report.ts';
import type { Records } from '../../records/store/transaction.ts';
import { bodyDecides } from '../../rehearsal/people/decisions.ts';
import { newestReport } from '../../rehearsal/people/report.ts';
import type { Aldermere } from './directory.ts';
import {
  auditAtReport,
  everybodyApproves,
  officerFinishes,
  reportDates,
} from './reported-audit.ts';
import type { RunningAudit } from './running-audit.ts';

export const followUpDates = {
  /** The SEG meets and approves; its work plan begins. */
  adopted: new Date('2027-06-09T14:00:00Z'),
  /** The first update is asked for: due on 2 September, silence recorded on the 8th. */
  asked: new Date('2027-08-18T08:00:00Z'),
  answered: new Date('2027-08-25T10:00:00Z'),
  closed: new Date('2027-09-08T16:00:00Z'),
  /** The papers of the SEG. */
  papers: new Date('2027-09-09T08:00:00Z'),
};

interface Place {
  place: Aldermere;
  audit: RunningAudit;
}

/** The SEG's turn, with four recommendations: two for the police, one each for social care and housing. */
export async function auditBeforeAdoption(
  records: Records,
  place: Aldermere,
): Promise<RunningAudit> {
  const audit = await auditAtReport(records, place);
  await addRecommendations(records, { place, audit }, ['police', 'housing']);
  const ref = { partnership: place.id, audit: audit.number };
  const { written, asked, answered, presented } = reportDates;
  await officerFinishes(records, { place, audit }, written);
  await endStage(records, { ...ref, stage: 'report', kind: 'write-report' }, written);
  await askForApproval(records, { ...ref, stage: 'practitioners', kind: 'approve' }, asked);
  await everybodyApproves(records, { place, audit }, answered);
  await endStage(records, { ...ref, stage: 'practitioners', kind: 'approve' }, answered);
  await askForApproval(records, { ...ref, stage: 'seg', kind: 'approve' }, presented);
  return audit;
}

/** One step further: the SEG has approved, and both stages that follow have begun. */
export async function auditAtFollowUp(records: Records, place: Aldermere): Promise<RunningAudit> {
  const audit = await auditBeforeAdoption(records, place);
  const ref = { partnership: place.id, audit: audit.number };
  const { adopted } = followUpDates;
  await segApproves(records, { place, audit }, adopted);
  await endStage(records, { ...ref, stage: 'seg', kind: 'approve' }, adopted);
  await beginFollowUp(records, { place, audit }, adopted);
  await askToDisseminate(records, { ...ref, stage: 'briefing', kind: 'disseminate' }, adopted);
  return audit;
}

export async function beginFollowUp(
  records: Records,
  { place, audit }: { place: Aldermere; audit: { number: string } },
  now: Date,
) {
  const ref = { partnership: place.id, audit: audit.number, stage: 'actions' };
  const stage = { ...ref, kind: 'follow-up' as const };
  await adoptActions(records, stage, now);
  return askForUpdates(records, stage, now);
}

async function addRecommendations(
  records: Records,
  { place, audit }: Place,
  agencies: (keyof Aldermere['agencies'])[],
): Promise<void> {
  const { version } = await newestReport(records, audit.id);
  const added = agencies.map((agency) => ({
    section: 'recommendations',
    id: randomUUID(),
    text: `Show in each plan who does what by when (${agency}).`,
    ownerAgencyId: place.agencies[agency],
    dueDate: '17 12 2027',
  }));
  const saved = await saveReport(
    records,
    {
      partnershipId: place.id,
      auditId: audit.id,
      seen: version,
      edit: { blocks: {}, added },
    },
    { contactId: place.people.nadia.id },
    reportDates.written,
  );
  if (saved.kind !== 'saved') throw new Error(JSON.stringify(saved));
}

/** The officer records that the SEG has approved the report at its meeting. */
export async function segApproves(
  records: Records,
  { place, audit }: { place: Aldermere; audit: { id: string } },
  now: Date,
): Promise<void> {
  const of = { partnershipId: place.id, auditId: audit.id, officer: place.people.nadia.id };
  await bodyDecides(records, { ...of, minuteReference: 'SEG 2027/06, item 7' }, now);
}

/** What an agency says of its open actions, the same of each or by their numbers. */
export async function agencySays(
  records: Records,
  given: {
    place: Aldermere;
    audit: { id: string };
    agency: keyof Aldermere['agencies'];
    says: UpdateAnswer | Record<number, UpdateAnswer>;
    text?: string;
  },
  now: Date,
): Promise<UpdatesGiven> {
  const {
    place,
    audit,
    agency,
    says,
    text = 'Agreed at the June meeting of team leaders.',
  } = given;
  const ask = await records.database.ask.findFirstOrThrow({
    where: { auditId: audit.id, step: 'update', agencyId: place.agencies[agency] },
    orderBy: [{ outcome: { sort: 'asc', nulls: 'first' } }, { round: 'desc' }],
  });
  const actions = await records.database.action.findMany({
    where: { auditId: audit.id, ownerAgencyId: place.agencies[agency] },
  });
  const answerOf = (number: number) => (typeof says === 'string' ? says : (says[number] ?? ''));
  const answers = Object.fromEntries(
    actions.map(({ id, number }) => [id, { answer: answerOf(number), text }]),
  );
  const input = { partnershipId: place.id, askId: ask.id, answers };
  return giveUpdates(records, input, { contactId: ask.contactId }, now);
}

export async function actionOf(records: Records, audit: { id: string }, number: number) {
  return records.database.action.findUniqueOrThrow({
    where: { auditId_number: { auditId: audit.id, number } },
    include: { updates: { orderBy: [{ round: 'asc' }, { late: 'asc' }] } },
  });
}
