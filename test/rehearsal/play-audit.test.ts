import { afterAll, beforeAll, expect, it } from 'vitest';
import { playAudit, profileText } from '../../rehearsal/play-audit.ts';
import { inOwnWords, type OwnWordsReader, readInOwnWords } from '../support/own-words.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let reader: OwnWordsReader;
const yaml = inOwnWords(profileText('wscp-deep-dive'));

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
  reader = await readInOwnWords(system);
});
afterAll(async () => {
  await reader?.close();
  await system?.stop();
});

it('plays an audit from its start to the last update on its last action', async () => {
  const { audit } = await playAudit(system, { yaml, cases: 2, agencies: 3, each: reader.each });
  const { database } = system.records;
  const row = await database.audit.findUniqueOrThrow({ where: { id: audit.id } });
  expect(row.state).toBe('closed');
  expect(await database.ask.count({ where: { outcome: null } })).toBe(0);
  expect(await database.letter.count({ where: { state: { not: 'sent' } } })).toBe(0);
}, 300_000);

it('says on every page and in every email what the process calls things', async () => {
  expect(await reader.strayWords(yaml)).toEqual([]);
  // What may not be in the reading: nothing was sent back, no establishment was asked, and the page
  // on which a grade is agreed is read when there is one to agree.
  const beside = ['vorpled', 'outgrabe', 'wabe', 'wabes'];
  expect(reader.unread().filter((word) => !beside.includes(word))).toEqual([]);
});
