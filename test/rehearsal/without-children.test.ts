import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../api/app.ts';
import { blocksOf, type Report } from '../../domain/report-model.ts';
import { latestReport } from '../../records/report/report-versions.ts';
import { transaction } from '../../records/store/transaction.ts';
import type { PlayedAudit } from '../../rehearsal/play-audit.ts';
import { playScenario, startOf } from '../../rehearsal/play-scenario.ts';
import { checkScenario } from '../../rehearsal/scenario.ts';
import { timelineOf } from '../../rehearsal/timeline.ts';
import type { TestApp } from '../support/app.ts';
import { readableText } from '../support/reader.ts';
import { staffBrowser } from '../support/staff.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let played: PlayedAudit;

beforeAll(async () => {
  const file = new URL('../../scenarios/solihull-training-impact-smooth.yaml', import.meta.url);
  const checked = checkScenario(readFileSync(file, 'utf8'));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  system = await startSystem(startOf(checked.scenario));
  played = await playScenario(system, checked.scenario);
}, 300_000);
afterAll(() => system?.stop());

const spoken = /.{0,30}\b(child|children|cases?)\b.{0,30}/i;
const without = (text: string) =>
  text.replaceAll(
    /Safeguarding Children Partnership|Children's Social Care|about a child, an adult or unsafe/g,
    '',
  );

async function report(): Promise<Report> {
  const { records } = system;
  const found = await transaction(records, async (tx) =>
    latestReport(tx, await records.keyring.audit(tx, played.audit.id), played.audit.id),
  );
  if (!found) throw new Error('there is no report');
  return found.report;
}

describe('an audit of training impact, played to its end', () => {
  it('writes no email that speaks of a child or a case (SO-38)', () => {
    const letters = system.mailbox.received.list();
    expect(letters.length).toBeGreaterThan(20);
    for (const { subject, text } of letters) {
      expect(spoken.exec(without(`${subject} ${text ?? ''}`))?.[0] ?? '').toBe('');
    }
  });

  it('counts in its report of how many attendances both spoke, or one (SO-38)', async () => {
    const blocks = blocksOf(await report()).map(({ block }) => block);
    const table = blocks.find((block) => block.kind === 'table');
    expect(table).toMatchObject({
      rows: [
        ['From attendee and manager', '3'],
        ['From the attendee only', '1'],
        ['From the manager only', '0'],
        ['From neither', '0'],
      ],
    });
    const text = JSON.stringify(blocks);
    expect(text).toContain('Nothing is read from silence.');
    expect(spoken.exec(without(text))?.[0] ?? '').toBe('');
  });

  it('reads in its history and on its pages as what it was (SO-38)', async () => {
    const { records, now, post } = system;
    const app = await buildApp({
      records,
      config: { mode: 'test', publicUrl: 'http://localhost', cookieKey: Buffer.alloc(32, 1) },
      clock: now,
      post,
      nudge: () => {},
      log: { error: () => {}, info: () => {} },
    });
    try {
      const test = { app, records, clock: { now: await now() } } as unknown as TestApp;
      const browser = await staffBrowser(test, played.place.id, played.place.officer);
      const base = `/console/audits/${played.audit.number}`;
      const process = '/console/processes/solihull-training-impact';
      for (const path of [
        '/console',
        base,
        `${base}/attendances/2`,
        `${base}/report`,
        `${base}/approvals`,
        `${base}/actions`,
        `${base}/next`,
        process,
      ]) {
        const page = await browser.get(path);
        expect(`${path} ${page.statusCode}`).toBe(`${path} 200`);
        // The file of a process may speak of what it is not about.
        const told = page.body.replace(/<(pre|textarea)[\s\S]*?<\/\1>/g, ' ');
        const said = spoken.exec(without(readableText(told)))?.[0] ?? '';
        expect(`${path}: ${said}`).toBe(`${path}: `);
      }
      const beside = readableText((await browser.get(`${base}/attendances/2`)).body);
      expect(beside).toContain('Did not answer in time. Nothing is read from that.');
    } finally {
      await app.close();
    }
    const told = (await timelineOf(system, played))
      .map((entry) => JSON.stringify(entry))
      .join('\n');
    expect(spoken.exec(without(told))?.[0] ?? '').toBe('');
  });
});
