import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plannedWorkflowId } from '../../domain/waits.ts';
import { rebuildAll } from '../../nudges/rebuild.ts';
import { auditSetup } from '../../records/audits/audit-drafts.ts';
import { startAudit } from '../../records/audits/start-audit.ts';
import { beginPlanned, plannedToBegin } from '../../records/programme/begin-planned.ts';
import { loadProgramme } from '../../records/programme/load-programme.ts';
import { plannedNextAt } from '../../records/programme/planned.ts';
import { programmesView } from '../../records/programme/programme-view.ts';
import { transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere, storeProfile } from '../support/directory.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let place: Aldermere;

const yaml = `programme: two-audits
title: Two audits
offerWorkingDaysBefore: 5
entries:
  - { key: first, month: 2027-02, process: bare, type: Review, theme: Late help, focus: Why help came late, date: 2027-02-15 }
  - { key: second, month: 2027-03, process: bare, type: Review, theme: Moves, focus: Children who move, date: { month: 2027-03 } }
`;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  const { records } = system;
  const now = await system.now();
  place = await aldermere(records, now);
  const file = new URL('../support/profiles/records-check.yaml', import.meta.url);
  const text = readFileSync(file, 'utf8').replace(/^profile: .*/m, 'profile: bare');
  await transaction(records, (tx) => storeProfile(tx, place.id, text, now));
  const input = { partnershipId: place.id, yaml };
  expect(
    await loadProgramme(records, input, { contactId: place.people.nadia.id }, now),
  ).toMatchObject({ kind: 'loaded' });
  await system.settle();
});
afterAll(() => system?.stop());

const offers = () =>
  system.inbox.to(place.people.nadia.email).filter(({ subject }) => subject?.includes('to start'));
/** What became of the workflow that was started for an instant. */
const runAt = async (entry: string, at: string) => {
  const id = `${plannedWorkflowId(place.id, 'two-audits', entry)}-${at}`;
  return (await system.client.workflow.getHandle(id).describe()).status.name;
};

it('is offered to the officer on its day and not before, also after a lost run', async () => {
  await system.jumpTo('2027-02-05T10:00:00.000Z');
  expect(offers()).toHaveLength(0);
  const { records, client, taskQueue } = system;
  await rebuildAll({ records, client, taskQueue });
  await system.settle();
  await system.jumpTo('2027-02-08T10:00:00.000Z');
  expect(offers()).toHaveLength(1);
  expect(offers()[0]?.subject).toContain('Audit to start: Review, February 2027');
  expect(offers()[0]?.text).not.toContain('Late help');
  expect(await runAt('first', '2027-02-08T09:00:00.000Z')).toBe('COMPLETED');
});

it('is reminded of until the audit has been started from it, with what the programme says', async () => {
  const { records } = system;
  await system.jumpTo('2027-02-15T10:00:00.000Z');
  expect(await runAt('first', '2027-02-15T09:00:00.000Z')).toBe('COMPLETED');
  const of = { partnershipId: place.id, programme: 'two-audits', entry: 'first' };
  const begun = await plannedToBegin(records, of);
  expect(begun?.detail).toMatchObject({ theme: 'Late help' });
  const contactId = place.people.nadia.id;
  const now = await system.now();
  const draftId = await beginPlanned(records, { ...of, contactId, answers: {} }, now);
  const profileVersionId = begun?.profileVersionId ?? '';
  const setup = await auditSetup(records, { partnershipId: place.id, profileVersionId }, now);
  if (!setup) throw new Error('no process');
  const levels = setup.list.levels.map(({ key }) => key);
  const started = await startAudit(
    records,
    {
      partnershipId: place.id,
      startKey: draftId,
      profileVersionId,
      audit: {
        ...setup.proposed,
        focus: 'Why help came late',
        sources: sourcesOf(setup.profile),
        list: {
          rows: levels.flatMap((level) =>
            Array.from({ length: 20 }, (_, at) => ({
              reference: `${level}-${at}`,
              level,
              source: 'List',
              familyReference: null,
              knownAgencies: [],
            })),
          ),
          droppedColumns: 0,
        },
        excluded: [],
        leftOut: [],
      },
    },
    { contactId },
    now,
  );
  expect(started).toMatchObject({ kind: 'started' });
  await system.settle();
  expect(await plannedNextAt(records, { ...of, partnership: place.id })).toBeNull();
  const [view] = await programmesView(records, place.id);
  expect(view?.planned.map(({ state, audit }) => [state, audit])).toEqual([
    ['started', '2027-01'],
    ['planned', null],
  ]);
});

function sourcesOf(profile: { stages: { kind: string }[] }) {
  const theme = profile.stages.find(({ kind }) => kind === 'choose-theme');
  const sources = theme && 'sources' in theme ? (theme.sources as { key: string }[]) : [];
  return sources.slice(0, 1).map(({ key }) => ({ kind: key, rationale: 'It came up.' }));
}
