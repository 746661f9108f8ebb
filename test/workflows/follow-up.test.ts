import { WorkflowNotFoundError } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditWorkflowId, statusWorkflowId } from '../../domain/waits.ts';
import { rebuildAll } from '../../nudges/rebuild.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { aldermere } from '../support/directory.ts';
import {
  auditBeforeSeg,
  type Behaviour,
  type FollowedUp,
  lettersSince,
  loadFollowedUp,
  openActions,
  peopleAct,
  segDecides,
} from '../support/followed-up-system.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let followed: FollowedUp;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  const place = await aldermere(system.records, await system.now());
  await loadFollowedUp(system, place);
  followed = await auditBeforeSeg(system, place);
});
afterAll(() => system?.stop());

/** Police are done after a year, social care is blocked until then, housing says nothing for two. */
const behaviour: Behaviour = {
  police: (round) => (round < 4 ? 'on-track' : 'complete'),
  'social-care': (round) => (round < 5 ? 'blocked' : 'complete'),
  housing: (round) => (round < 9 ? null : 'complete'),
};

async function runs(workflowId: string): Promise<string> {
  try {
    return (await system.client.workflow.getHandle(workflowId).describe()).status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'never begun';
    throw error;
  }
}

const auditRuns = ({ place, audit }: FollowedUp) => runs(auditWorkflowId(place.id, audit.number));
const statusRuns = ({ place }: FollowedUp) => runs(statusWorkflowId(place.id, 'seg'));

const statuses = ({ place }: FollowedUp) =>
  system.records.database.statusReport.findMany({
    where: { partnershipId: place.id },
    orderBy: { round: 'asc' },
  });

/** Lets the clock run, people acting at each instant, until nothing is open or the day has come. */
async function untilNothingIsOpen(of: FollowedUp, day: string): Promise<void> {
  while ((await openActions(system, of)) > 0) {
    const next = await system.jumpToNext();
    if (!next || next.toISOString() > day) throw new Error(`still open on ${day}`);
    await peopleAct(system, of, behaviour);
  }
}

describe('what is recommended', () => {
  it('is nobody’s action while the SEG has not decided, however long it takes (DD-21)', async () => {
    await system.jumpTo('2027-03-15T10:00:00.000Z');
    expect(await system.records.database.action.count()).toBe(0);
    expect(await statusRuns(followed)).toBe('never begun');
  });

  it('is on the work plan as soon as the SEG approves, and its status begins to run (DD-21)', async () => {
    await segDecides(system, followed);
    await peopleAct(system, followed, behaviour);
    expect(await openActions(system, followed)).toBe(3);
    expect(await statusRuns(followed)).toBe('RUNNING');
    const stages = await system.records.database.stage.findMany({ where: { outcome: null } });
    expect(stages.map(({ key }) => key)).toEqual(['actions']);
  });
});

describe('actions that take more than two years', () => {
  it('are asked about every quarter until each is complete, and then no more (DD-23)', async () => {
    await untilNothingIsOpen(followed, '2030-01-01');
    expect((await system.now()).toISOString().slice(0, 7)).toBe('2029-06');
    const asked = (await lettersSince(system, followed, /^update\/ask$/)).map((line) =>
      line.replace(/ \d\d:\d\d update\/ask/, ''),
    );
    const of = (name: string) => asked.filter((line) => line.endsWith(name)).map(day);
    expect(of('Priya Nair')).toEqual(['2027-05-24', '2027-08-24', '2027-11-24', '2028-02-23']);
    expect(of('Rosa Delgado')).toHaveLength(5);
    expect(of('Marek Zielinski')).toHaveLength(9);
    const letters = await lettersSince(system, followed, /^update\//);
    await system.jumpTo('2031-01-10T10:00:00.000Z');
    expect(await lettersSince(system, followed, /^update\//)).toEqual(letters);
  }, 120_000);

  it('show who said nothing, and who was told of it (DD-23)', async () => {
    const updates = await system.records.database.actionUpdate.findMany({
      where: { action: { number: 2 } },
      orderBy: { round: 'asc' },
    });
    expect(updates.map(({ answer }) => answer)).toEqual([...Array(8).fill('silent'), 'complete']);
    const told = await lettersSince(system, followed, /^update\/escalate$/);
    expect(told.filter((line) => line.endsWith('Nadia Hussain'))).toHaveLength(8);
  });

  it('give the SEG its status each quarter by itself, and a last one when nothing is open (CH-29)', async () => {
    const counts = (await statuses(followed)).map(({ sentAt, counts: json }) => {
      const { open, blocked, complete } = json as Record<string, number>;
      return `${sentAt.toISOString().slice(0, 10)} ${open} open ${blocked} blocked ${complete} complete`;
    });
    expect(counts).toEqual([
      '2027-06-15 3 open 1 blocked 0 complete',
      '2027-09-15 3 open 1 blocked 0 complete',
      '2027-12-15 3 open 1 blocked 0 complete',
      '2028-03-15 2 open 1 blocked 1 complete',
      '2028-06-15 1 open 0 blocked 2 complete',
      '2028-09-15 1 open 0 blocked 2 complete',
      '2028-12-15 1 open 0 blocked 2 complete',
      '2029-03-15 1 open 0 blocked 1 complete',
      '2029-06-06 0 open 0 blocked 2 complete',
    ]);
    const told = await lettersSince(system, followed, /^status\//);
    expect(told.filter((line) => line.endsWith('Graham Sutcliffe'))).toHaveLength(9);
    expect(told.filter((line) => line.endsWith('Yasmin Farouk'))).toHaveLength(9);
    expect(await statusRuns(followed)).toBe('COMPLETED');
  });

  it('end the audit with them: the briefing was published and good practice fed back (DD-24, DD-25)', async () => {
    const { audit, place } = followed;
    const { database } = system.records;
    expect(await database.audit.findUnique({ where: { id: audit.id } })).toMatchObject({
      state: 'closed',
    });
    expect(await auditRuns(followed)).toBe('COMPLETED');
    expect(await database.goodPracticeFeedback.findMany()).toMatchObject([
      { agencyId: place.agencies.police, answer: 'fed-back' },
    ]);
    expect(await database.briefingPublication.findMany()).toMatchObject([
      { publishedOn: '2027-03-15' },
    ]);
    expect(await firstBrokenEvent(database, audit.id)).toBeNull();
    expect(await firstBrokenEvent(database, place.id)).toBeNull();
  });
});

describe('workflows that are lost again and again while actions are followed up', () => {
  /** A year: one agency is silent once, one is blocked, and all complete what they own. */
  const shorter: Behaviour = {
    police: () => 'complete',
    'social-care': (round) => (round < 3 ? 'blocked' : 'complete'),
    housing: (round) => (round < 2 ? null : 'complete'),
  };

  it('repeat no letter and move no date, whether of the audit or of the status', async () => {
    const undisturbed = await another('bramley');
    const disturbed = await another('calder');
    const { records, client, taskQueue } = system;
    const rebuild = async () => {
      const only = { partnership: disturbed.place.id };
      await rebuildAll({ records, client, taskQueue }, only);
      await system.settle();
    };
    let instants = 0;
    do {
      instants += 1;
      await rebuild();
      await peopleAct(system, undisturbed, shorter);
      await peopleAct(system, disturbed, shorter);
      await rebuild();
    } while (await system.jumpToNext());
    expect(instants).toBeGreaterThanOrEqual(12);
    const letters = await lettersSince(system, undisturbed, /./);
    expect(letters.filter((line) => line.includes('status/quarterly'))).toHaveLength(6);
    expect(await lettersSince(system, disturbed, /./)).toEqual(letters);
    const sent = async (of: FollowedUp) =>
      (await statuses(of)).map(
        ({ sentAt, round }) => `${round} ${sentAt.toISOString().slice(0, 16)}`,
      );
    expect(await sent(disturbed)).toEqual(await sent(undisturbed));
    expect(await statusRuns(disturbed)).toBe('COMPLETED');
    expect(await auditRuns(disturbed)).toBe('COMPLETED');
  }, 120_000);
});

async function another(slug: string): Promise<FollowedUp> {
  const place = await aldermere(system.records, await system.now(), slug);
  await loadFollowedUp(system, place);
  const made = await auditBeforeSeg(system, place);
  await segDecides(system, made);
  return made;
}

function day(line: string): string {
  return line.slice(0, 10);
}
