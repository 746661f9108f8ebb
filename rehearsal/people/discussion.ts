import { randomUUID } from 'node:crypto';
import { addMonths, dateOf } from '../../domain/calendar.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { recordHeads } from '../../domain/stages/discuss.ts';
import { profileOfAudit } from '../../records/audits/audit-profile.ts';
import { answerAttend } from '../../records/discussion/attend.ts';
import { markAttendance } from '../../records/discussion/attendance.ts';
import { saveConclusion } from '../../records/discussion/conclusions.ts';
import { recordFinding } from '../../records/discussion/findings.ts';
import { finishDiscussion } from '../../records/discussion/finish-discussion.ts';
import { nameChair } from '../../records/discussion/name-chair.ts';
import { recordRecommendation } from '../../records/discussion/recommendations.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Act, type Asked, expectOutcome, inAudit } from '../asked.ts';
import { ownersOf } from './owners.ts';

export const come: Act = (asked) => reply(asked, 'coming', '');
export const sendDeputy: Act = (asked) => reply(asked, 'deputy', 'Frankie Osei');
export const stayAway: Act = (asked) => reply(asked, 'not-coming', '');

async function reply(asked: Asked, word: string, deputyName: string): Promise<void> {
  const { of, by } = inAudit(asked);
  const input = { partnershipId: of.partnershipId, askId: asked.ask.id, reply: word, deputyName };
  const rest = { confidential: word === 'coming', wantsApproval: false };
  const outcome = await answerAttend(asked.records, { ...input, ...rest }, by, asked.now);
  expectOutcome(`saying "${word}" about the discussion`, outcome, 'answered');
}

/** Somebody of the directory who is of no agency that audited one of the children. */
export const nameAChair: Act = async (asked) => {
  const { records, now } = asked;
  const { of, by } = inAudit(asked);
  const people = await records.database.contact.findMany({
    where: {
      partnershipId: of.partnershipId,
      agencyId: null,
      leftAt: null,
      roles: { some: { role: 'chair' } },
    },
    orderBy: { id: 'asc' },
  });
  const chair = people[0]
    ? { contactId: people[0].id }
    : { name: 'Morgan Ellery', email: 'morgan.ellery@chairs.example' };
  expectOutcome('naming a chair', await nameChair(records, { ...of, chair }, by, now), 'named');
};

/** The officer records who was there and what was concluded, found and recommended. */
export const recordWhatWasSaid: Act = async (asked) => {
  const { records, now } = asked;
  const { of, by } = inAudit(asked);
  const owners = await ownersOf(records, of.auditId);
  const recommendations = owners.map((ownerAgencyId, position) => ({
    text: `Ask every child what they want, and write it down (${position + 1}).`,
    ownerAgencyId,
    // One is done by the second quarter, the others take longer.
    dueDate: addMonths(dateOf(now), 6 + 3 * position),
  }));
  await recordDiscussion(records, { ...of, officer: by.contactId, recommendations }, now);
};

export interface WhatWasSaid {
  partnershipId: string;
  auditId: string;
  officer: string;
  /** By kind and text. */
  findings?: [kind: string, text: string][];
  recommendations: { text: string; ownerAgencyId: string; dueDate: string }[];
}

/** Everybody was there; every head has its conclusion, and the record is finished. */
export async function recordDiscussion(
  records: Records,
  said: WhatWasSaid,
  now: Date,
): Promise<void> {
  const { officer, findings = usualFindings, recommendations } = said;
  const of = { partnershipId: said.partnershipId, auditId: said.auditId };
  const by = { contactId: officer };
  await markEverybody(records, said, now);
  for (const { key: head } of await headsOf(records, said.auditId)) {
    const text = `What was concluded under ${head}.`;
    const saved = await saveConclusion(records, { ...of, head, text, revision: 0 }, by, now);
    expectOutcome(`concluding under ${head}`, saved, 'saved');
  }
  for (const [kind, text] of findings) {
    const typed = { kind, caseId: null, agencyId: null, text };
    const outcome = await recordFinding(records, { ...of, key: randomUUID(), typed }, by, now);
    expectOutcome('recording a finding', outcome, 'recorded');
  }
  for (const recommendation of recommendations) {
    const typed = { ...recommendation, findingId: null };
    const input = { ...of, key: randomUUID(), typed };
    const outcome = await recordRecommendation(records, input, by, now);
    expectOutcome('recording a recommendation', outcome, 'recorded');
  }
  expectOutcome('finishing the record', await finishDiscussion(records, of, by, now), 'finished');
}

const usualFindings: [kind: string, text: string][] = [
  ['good-practice', 'Children were seen alone.'],
  ['development', 'Plans did not say who does what.'],
  ['theme', 'Fathers were seldom asked.'],
];

async function markEverybody(records: Records, said: WhatWasSaid, now: Date): Promise<void> {
  const people = await records.database.attendance.findMany({
    where: { meeting: { auditId: said.auditId }, withdrawnAt: null },
  });
  const marks = people.map(({ id, reply: word, attended, confidentialAt, wantsApproval }) => ({
    attendanceId: id,
    // Whoever said that they do not come, or sent a deputy, was not there.
    attended: word !== 'not-coming' && word !== 'deputy',
    confidential: true,
    wantsApproval,
    shown: { attended, confidential: confidentialAt !== null, wantsApproval },
  }));
  const of = { partnershipId: said.partnershipId, auditId: said.auditId };
  const outcome = await markAttendance(records, { ...of, marks }, { contactId: said.officer }, now);
  expectOutcome('recording who was there', outcome, 'recorded', 'unchanged');
}

async function headsOf(records: Records, auditId: string) {
  const profile = await profileOfAudit(records, auditId);
  const stage = stageOfKind(profile, 'discuss');
  return stage ? recordHeads(stage) : [];
}
