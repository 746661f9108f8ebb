import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlayedAudit, playAudit } from '../../rehearsal/play-audit.ts';
import { inOwnWords } from '../support/own-words.ts';
import { readInOwnWords } from '../support/own-words-reader.ts';
import { type System, startSystem } from '../support/system.ts';

/** Processes of neighbours, written with the documentation alone, that call everything something else. */
function yamlOf(name: string): string {
  const file = new URL(`../support/profiles/${name}.yaml`, import.meta.url);
  return inOwnWords(readFileSync(file, 'utf8'));
}

/** Plays one, reading all that it shows meanwhile. */
async function readWhilePlayed(system: System, name: string) {
  const reader = await readInOwnWords(system);
  try {
    const given = { yaml: yamlOf(name), agencies: 2, each: reader.each };
    const played = await playAudit(system, given);
    await reader.afterwards();
    return { played, stray: await reader.strayWords() };
  } finally {
    await reader.close();
  }
}

/** The days on which somebody was first asked for a step, and by when. */
async function asked(system: System, { audit }: PlayedAudit, step: string) {
  const rows = await system.records.database.ask.findMany({
    where: { auditId: audit.id, step },
    orderBy: { key: 'asc' },
  });
  return rows.map(({ stageKey, askedAt, dueDate }) => [
    stageKey,
    askedAt.toISOString().slice(0, 10),
    dueDate,
  ]);
}

async function stagesOf(system: System, { audit }: PlayedAudit): Promise<string[]> {
  const rows = await system.records.database.stage.findMany({
    where: { auditId: audit.id },
    orderBy: [{ begunAt: 'asc' }, { key: 'asc' }],
  });
  return rows.map(({ key, outcome }) => `${key} ${outcome}`);
}

describe('a rapid review', () => {
  let system: System;
  let played: PlayedAudit;
  let stray: string[];
  beforeAll(async () => {
    system = await startSystem('2027-03-08T10:00:00.000Z');
    ({ played, stray } = await readWhilePlayed(system, 'rapid-review'));
  }, 300_000);
  afterAll(() => system?.stop());

  it('says everything in its own words', () => {
    expect(stray).toEqual([]);
  });

  it('has its meeting without a pack: whoever sent a summary is invited', async () => {
    const attends = await system.records.database.ask.findMany({ where: { step: 'attend' } });
    const sent = await system.records.database.returnVersion.findMany();
    expect(attends.map(({ contactId }) => contactId).sort()).toEqual(
      sent.map(({ submittedById }) => submittedById).sort(),
    );
    expect(sent).toHaveLength(2);
  });

  it('is signed by three partners, one after the other', async () => {
    const decisions = await asked(system, played, 'decide');
    expect(decisions.map(([stage, , due]) => [stage, due])).toEqual([
      ['authority', '2027-03-24'],
      ['health', '2027-03-25'],
      ['police', '2027-03-30'],
    ]);
  });

  it('has left for the national panel on the fifteenth working day, across Easter', async () => {
    expect(await asked(system, played, 'output')).toEqual([['panel', '2027-03-30', '2027-03-31']]);
    expect((await stagesOf(system, played)).at(-1)).toBe('panel complete');
  });
});

describe('a review of a death', () => {
  let system: System;
  let played: PlayedAudit;
  let stray: string[];
  beforeAll(async () => {
    system = await startSystem('2027-01-11T10:00:00.000Z');
    ({ played, stray } = await readWhilePlayed(system, 'death-review'));
  }, 300_000);
  afterAll(() => system?.stop());

  it('says everything in its own words', () => {
    expect(stray).toEqual([]);
  });

  it('has its panel before agencies write: whoever answers for those that knew the person comes', async () => {
    const { people } = played.place;
    const attends = await system.records.database.ask.findMany({ where: { step: 'attend' } });
    expect(attends.map(({ contactId }) => contactId).sort()).toEqual(
      [people['Priya Nair']?.id, people['Rosa Delgado']?.id].sort(),
    );
    expect(await stagesOf(system, played)).toEqual([
      'person complete',
      'known complete',
      'panel complete',
      'reviews complete',
      'overview complete',
      'partnership complete',
    ]);
    const invited = system.inbox
      .to(people['Priya Nair']?.email ?? '')
      .filter(({ subject }) => subject?.startsWith('Reply about the frabjous'));
    expect(invited).toHaveLength(1);
    const calendar = invited[0]?.attachments.filter(({ mimeType }) =>
      mimeType.includes('calendar'),
    );
    expect(calendar).not.toEqual([]);
  });

  it('counts days and months as they pass, and ends on the working day before a day off', async () => {
    const dates = await system.records.database.auditDate.findMany({
      where: { auditId: played.audit.id },
      orderBy: { date: 'asc' },
    });
    // 11 July is a Sunday.
    expect(dates.map(({ key, date }) => [key, date])).toEqual([
      ['panel', '2027-02-08'],
      ['reviews', '2027-04-05'],
      ['complete', '2027-07-09'],
    ]);
    expect(await asked(system, played, 'involvement')).toEqual([
      ['known', '2027-01-12', '2027-01-26'],
      ['known', '2027-01-12', '2027-01-26'],
    ]);
  });
});
