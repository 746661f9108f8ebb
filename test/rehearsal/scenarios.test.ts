import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { profileText } from '../../rehearsal/play-audit.ts';
import { playScenario, startOf } from '../../rehearsal/play-scenario.ts';
import { checkScenario } from '../../rehearsal/scenario.ts';
import { inOwnWords } from '../support/own-words.ts';
import { readInOwnWords } from '../support/own-words-reader.ts';
import { startSystem } from '../support/system.ts';

const folder = new URL('../../scenarios/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

const onlyInRoughOnes = ['revise', 'objections', 'supplement', 'amend'] as const;

/** Which of the words of a process nobody has read in any of them. */
let unread: string[] | undefined;
const routes = new Set<string>();

// Two at a time: much of each is waiting for its own servers.
it.concurrent.each(files)(
  '%s comes out as it expects in its own words, and no email names a child (CH-33)',
  async (file) => {
    const checked = checkScenario(readFileSync(new URL(file, folder), 'utf8'));
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems, null, 2));
    const system = await startSystem(startOf(checked.scenario));
    const reader = await readInOwnWords(system);
    try {
      const yaml = inOwnWords(profileText(checked.scenario.profile));
      // Each process has a smooth one, in which everything is read that is asked for there.
      const each = () => reader.each(file.endsWith('-smooth.yaml') ? undefined : onlyInRoughOnes);
      const { unmet } = await playScenario(system, checked.scenario, { yaml, each });
      await reader.afterwards();
      expect({ unmet, stray: await reader.strayWords() }).toEqual({ unmet: [], stray: [] });
      for (const route of reader.routes()) routes.add(route);
      unread = reader.unread().filter((word) => unread?.includes(word) ?? true);
      const { database } = system.records;
      expect(await database.audit.count({ where: { state: { not: 'closed' } } })).toBe(0);
      expect(await database.ask.count({ where: { outcome: null } })).toBe(0);
      expect(
        await database.letter.count({ where: { state: { notIn: ['sent', 'dropped'] } } }),
      ).toBe(0);
      const naming = system.mailbox.received
        .list()
        .filter(({ subject, text, html }) => `${subject} ${text} ${html}`.includes('Child Number'));
      expect(naming.map(({ subject }) => subject)).toEqual([]);
    } finally {
      await reader.close();
      await system.stop();
    }
  },
  300_000,
);

it('has read every word that a process can have of its own, and every kind of file', () => {
  expect(unread).toEqual([]);
  const own = '/console/audits/:number';
  const kept = [
    '/returns/:tool/copy',
    `${own}/selection/list.txt`,
    `${own}/selection/selection.csv`,
    `${own}/report/versions/:version/file`,
    `${own}/report/versions/:version/action-plan`,
    `${own}/briefing/download`,
  ];
  expect(kept.filter((route) => !routes.has(route))).toEqual([]);
});
