import { askWhoIsInvolved } from '../../records/involvement/involvement.ts';
import { openRequest, openRequests } from '../../records/returns/requests.ts';
import { drawSample } from '../../records/sample/sample.ts';
import type { Records } from '../../records/store/transaction.ts';
import { startRehearsedAudit } from '../../rehearsal/new-audit.ts';
import { inventPartnership } from '../../rehearsal/partnership.ts';
import { profileText } from '../../rehearsal/play-audit.ts';
import {
  leadAnswersInvolvement,
  officerNamesChildren,
  respondentSubmits,
} from '../support/people.ts';
import type { Made } from './page-stage.ts';

const usual = 'police social-care hospitals mental-health schools probation housing early-help';
const places = 'north south east west upper lower old new'.split(' ');
const kinds = ['primary-care-network', 'academy-trust', 'housing-association', 'nursing-service'];
const keys = [
  ...usual.split(' '),
  ...places.flatMap((place) => kinds.map((kind) => `${place}-mere-${kind}`)),
];

/** Forty agencies that are asked about ten children; most have answered, a few have sent a tool. */
export async function ofFortyAgencies(records: Records, now: Date): Promise<Made> {
  const yaml = profileText('wscp-deep-dive');
  const place = await inventPartnership(records, { yaml, agencies: keys, id: 'large' }, now);
  const { id: partnershipId, officer, profileVersionId } = place;
  const wanted = { partnershipId, officer, profileVersionId, cases: 10 };
  const audit = await startRehearsedAudit(records, wanted, now);
  const ref = { partnership: partnershipId, audit: audit.number };
  await drawSample(records, { ...ref, stage: 'sample', kind: 'draw-sample' }, now);
  await officerNamesChildren(records, { auditId: audit.id, officer }, now);
  await askWhoIsInvolved(records, { ...ref, stage: 'involvement', kind: 'check-involvement' }, now);
  const asks = await records.database.ask.findMany({
    where: { auditId: audit.id, step: 'involvement' },
    orderBy: { key: 'asc' },
  });
  for (const [position, { id }] of asks.slice(3).entries()) {
    const knows = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].filter((number) => (number + position) % 4 < 2);
    await leadAnswersInvolvement(records, { askId: id, knows }, now);
  }
  await openRequests(records, { ...ref, stage: 'returns', kind: 'gather-returns' }, now);
  for (const agency of keys.slice(0, 12)) {
    const of = { auditId: audit.id, agency: { key: agency } };
    const request = await records.database.request.findFirst({
      where: of,
      include: { returns: { take: 2 } },
    });
    if (!request) continue;
    await openRequest(records, { ...ref, agency }, now);
    for (const { id } of request.returns) {
      const contactId = request.responsibleId;
      await respondentSubmits(records, { returnId: id, contactId }, now);
    }
  }
  return { ...audit, place };
}
