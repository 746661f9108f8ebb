import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { profileText } from '../../rehearsal/play-audit.ts';
import { playScenario, startOf } from '../../rehearsal/play-scenario.ts';
import { checkScenario } from '../../rehearsal/scenario.ts';
import { inOwnWords, strayInEmails } from '../support/own-words.ts';
import { startSystem } from '../support/system.ts';

const folder = new URL('../../scenarios/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

// Two at a time: much of each is waiting for its own servers.
it.concurrent.each(files)(
  '%s comes out as it expects in its own words, and no email names a child (CH-33)',
  async (file) => {
    const checked = checkScenario(readFileSync(new URL(file, folder), 'utf8'));
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems, null, 2));
    const system = await startSystem(startOf(checked.scenario));
    try {
      const yaml = inOwnWords(profileText(checked.scenario.profile));
      const { unmet } = await playScenario(system, checked.scenario, yaml);
      expect({ unmet, stray: await strayInEmails(system, yaml) }).toEqual({ unmet: [], stray: [] });
      const naming = system.mailbox.received
        .list()
        .filter(({ subject, text, html }) => `${subject} ${text} ${html}`.includes('Child Number'));
      expect(naming.map(({ subject }) => subject)).toEqual([]);
    } finally {
      await system.stop();
    }
  },
  300_000,
);
