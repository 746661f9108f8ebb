import { randomUUID } from 'node:crypto';
import { openStates } from '../../domain/action-update.ts';
import { dateOf } from '../../domain/calendar.ts';
import type { Moment } from '../../domain/waits.ts';
import { confirmFeedBack } from '../../records/discussion/good-practice.ts';
import { saveReport } from '../../records/report/save-report.ts';
import { transaction } from '../../records/store/transaction.ts';
import { officerConfirms } from '../../rehearsal/people/actions.ts';
import { officerPublishes } from '../../rehearsal/people/briefing.ts';
import { type Aldermere, loadProfile } from './directory.ts';
import { agencySays, segApproves } from './followed-up-audit.ts';
import { officerNamesChildren, respondentSubmitsAll } from './people.ts';
import { newestReport, officerFinishes } from './reported-audit.ts';
import { type StartedAudit, startedAudit } from './started-audit.ts';
import type { System } from './system.ts';

export interface FollowedUp {
  place: Aldermere;
  audit: StartedAudit;
}

export async function loadFollowedUp(system: System, place: Aldermere): Promise<void> {
  place.profileVersionId = await transaction(system.records, async (tx) =>
    loadProfile(tx, place.id, '../test/support/profiles/followed-up', await system.now()),
  );
}

/** One child, one tool of the police, and a report that recommends something to three agencies. */
export async function auditBeforeSeg(system: System, place: Aldermere): Promise<FollowedUp> {
  const { records } = system;
  const audit = await startedAudit(records, place, await system.now(), {
    knownAgencies: ['police'],
  });
  await system.settle();
  const officer = place.people.nadia.id;
  await officerNamesChildren(records, { auditId: audit.id, officer }, await system.now());
  await system.settle();
  const request = await records.database.request.findFirstOrThrow({
    where: { auditId: audit.id },
  });
  const contactId = request.responsibleId;
  await respondentSubmitsAll(records, { requestId: request.id, contactId }, await system.now());
  await system.settle();
  await officerRecommends(system, { place, audit }, ['police', 'housing', 'social-care']);
  return { place, audit };
}

async function officerRecommends(
  system: System,
  { place, audit }: FollowedUp,
  agencies: (keyof Aldermere['agencies'])[],
): Promise<void> {
  const { records } = system;
  const { version } = await newestReport(records, audit.id);
  const due = `${Number(dateOf(await system.now()).slice(0, 4)) + 1}`;
  const added = agencies.map((agency) => ({
    section: 'recommendations',
    id: randomUUID(),
    text: `Ask every child what they want (${agency}).`,
    ownerAgencyId: place.agencies[agency],
    dueDate: `30 6 ${due}`,
  }));
  const input = { partnershipId: place.id, auditId: audit.id };
  const edit = { blocks: {}, added };
  const by = { contactId: place.people.nadia.id };
  const now = await system.now();
  const saved = await saveReport(records, { ...input, seen: version, edit }, by, now);
  if (saved.kind !== 'saved') throw new Error(JSON.stringify(saved));
  const running = { ...audit, focus: '', children: [] };
  await officerFinishes(records, { place, audit: running }, now);
  await system.settle();
}

export async function segDecides(system: System, followed: FollowedUp): Promise<void> {
  await segApproves(system.records, followed, await system.now());
  await system.settle();
}

/** How each agency behaves, by the number of the quarter; whoever is not named says nothing. */
export type Behaviour = Partial<
  Record<keyof Aldermere['agencies'], (round: number) => 'on-track' | 'blocked' | 'complete' | null>
>;

/** What people do who have been reminded, or told where there is no reminder; then the officer. */
export async function peopleAct(
  system: System,
  followed: FollowedUp,
  behaviour: Behaviour,
): Promise<void> {
  const { records } = system;
  const { place, audit } = followed;
  const now = await system.now();
  for (const { ask, passed } of await openAsks(system, audit)) {
    if (ask.step === 'update' && passed.has('remind')) {
      const agency = agencyOf(place, ask.agencyId);
      const says = behaviour[agency]?.(ask.round ?? 0);
      if (!says) continue;
      const given = await agencySays(records, { place, audit, agency, says }, now);
      if (given.kind !== 'given') throw new Error(JSON.stringify(given));
    }
    if (ask.step === 'feed-back' && passed.has('ask')) {
      const typed = { answer: 'fed-back', text: 'In supervision, by the team leader.' };
      const input = { partnershipId: place.id, askId: ask.id, typed };
      await confirmFeedBack(records, input, { contactId: ask.contactId }, now);
    }
  }
  await system.settle();
  const by = { auditId: audit.id, officer: place.people.nadia.id };
  for (const { ask, passed } of await openAsks(system, audit)) {
    if (ask.step === 'confirm' && passed.has('ask'))
      await officerConfirms(records, by, await system.now());
    if (ask.step === 'publish' && passed.has('ask'))
      await officerPublishes(records, { ...by, partnershipId: place.id }, await system.now());
  }
  await system.settle();
}

async function openAsks(system: System, audit: StartedAudit) {
  const asks = await system.records.database.ask.findMany({
    where: { auditId: audit.id, outcome: null },
    orderBy: { key: 'asc' },
  });
  return asks.map((ask) => {
    const moments = ask.moments as unknown as Moment[];
    const passed = moments.flatMap(({ what, passedAt }) => (passedAt ? what : []));
    return { ask, passed: new Set(passed) };
  });
}

function agencyOf(place: Aldermere, id: string | null): keyof Aldermere['agencies'] {
  const found = Object.entries(place.agencies).find(([, agencyId]) => agencyId === id);
  return (found?.[0] ?? '') as keyof Aldermere['agencies'];
}

export async function openActions(system: System, { audit }: FollowedUp): Promise<number> {
  return system.records.database.action.count({
    where: { auditId: audit.id, state: { in: [...openStates] } },
  });
}

/** "2027-09-09 08:00 status/quarterly Graham Sutcliffe" for every letter since the adoption. */
export async function lettersSince(
  system: System,
  { place }: FollowedUp,
  kinds: RegExp,
): Promise<string[]> {
  const rows = await system.records.database.letter.findMany({
    where: { partnershipId: place.id, state: 'sent' },
    orderBy: [{ queuedAt: 'asc' }, { key: 'asc' }],
  });
  const names = new Map(Object.values(place.people).map(({ id, name }) => [id, name]));
  return rows
    .filter(({ kind }) => kinds.test(kind))
    .map(({ queuedAt, kind, contactId }) => {
      const at = queuedAt.toISOString().slice(0, 16).replace('T', ' ');
      return `${at} ${kind} ${names.get(contactId)}`;
    })
    .sort();
}
