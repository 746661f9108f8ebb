import { endStage } from '../../records/audits/stages.ts';
import { askToAttend } from '../../records/discussion/meeting.ts';
import { askToCirculate, circulatePack } from '../../records/discussion/pack.ts';
import type { Records } from '../../records/store/transaction.ts';
import type { Aldermere } from './directory.ts';
import { respondentSubmits } from './people.ts';
import { auditAtReturns, type RunningAudit, returnOf } from './running-audit.ts';

/** The returns of an agency for some children, completed and submitted by whoever answers for it. */
export async function submitsFor(
  records: Records,
  given: {
    place: Aldermere;
    audit: RunningAudit;
    agency: keyof Aldermere['agencies'];
    numbers: number[];
    service?: keyof Aldermere['services'];
    say?: string;
  },
  now: Date,
): Promise<string[]> {
  const { place, audit, agency, numbers, service, say } = given;
  const ids: string[] = [];
  for (const number of numbers) {
    const { id, requestId } = await returnOf(records, audit, {
      agencyId: place.agencies[agency],
      number,
      ...(service ? { serviceId: place.services[service] } : {}),
    });
    const request = await records.database.request.findUniqueOrThrow({ where: { id: requestId } });
    const contactId = request.responsibleId;
    const said = say === undefined ? {} : { say };
    const outcome = await respondentSubmits(records, { returnId: id, contactId, ...said }, now);
    if (outcome !== 'submitted') throw new Error(outcome);
    ids.push(id);
  }
  return ids;
}

export const dates = {
  started: new Date('2027-03-01T10:00:00Z'),
  /** The returns are due on 7 April, the pack is circulated on 21 April. */
  packAsked: new Date('2027-03-08T10:00:00Z'),
  circulated: new Date('2027-04-20T11:00:00Z'),
  /** The discussion is on 28 April at ten. */
  discussed: new Date('2027-04-28T12:00:00Z'),
};

/** The pack's stage has begun; police have sent C1 and C2, social care C1. */
export async function auditAtPack(records: Records, place: Aldermere): Promise<RunningAudit> {
  const audit = await auditAtReturns(records, place, dates.started);
  const ref = { partnership: place.id, audit: audit.number };
  const stage = { ...ref, stage: 'pack', kind: 'circulate-pack' as const };
  await askToCirculate(records, stage, dates.packAsked);
  const sent = new Date('2027-04-06T10:00:00Z');
  await submitsFor(records, { place, audit, agency: 'police', numbers: [1, 2] }, sent);
  await submitsFor(records, { place, audit, agency: 'social-care', numbers: [1] }, sent);
  return audit;
}

/** The officer has circulated the pack, and those taking part have been asked to attend. */
export async function auditAtDiscussion(records: Records, place: Aldermere): Promise<RunningAudit> {
  const audit = await auditAtPack(records, place);
  const by = { contactId: place.people.nadia.id };
  const input = { partnershipId: place.id, auditId: audit.id };
  const outcome = await circulatePack(records, input, by, dates.circulated);
  if (outcome.kind !== 'circulated') throw new Error(outcome.kind);
  await beginDiscussion(records, place, audit);
  return audit;
}

export async function beginDiscussion(
  records: Records,
  place: Aldermere,
  audit: RunningAudit,
): Promise<void> {
  const ref = { partnership: place.id, audit: audit.number };
  await endStage(records, { ...ref, stage: 'pack', kind: 'circulate-pack' }, dates.circulated);
  await askToAttend(records, { ...ref, stage: 'discussion', kind: 'discuss' }, dates.circulated);
}
