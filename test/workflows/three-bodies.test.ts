import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rebuildAudit } from '../../nudges/rebuild.ts';
import { finishReport } from '../../records/report/circulate-report.ts';
import { allBlocked } from '../../rehearsal/people/actions.ts';
import { officerClears } from '../../rehearsal/people/report.ts';
import { type Line, playToTheEnd } from '../../rehearsal/play.ts';
import { startAuditToPlay } from '../../rehearsal/play-audit.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
});
afterAll(() => system?.stop());

/** The first time that anybody is asked for an update. */
const blocked: Line = {
  isAbout: ({ step }) => step === 'update',
  act: allBlocked,
  onTheWay: false,
  times: 1,
  more: {},
};

/** As soon as it has been drafted, with what it says then. */
async function finishesDraft(auditId: string, partnershipId: string, officer: string) {
  const { records } = system;
  const input = { partnershipId, auditId, version: 1 };
  const now = await system.now();
  await officerClears(records, { partnershipId, auditId, officer }, now);
  return finishReport(records, input, { contactId: officer }, now);
}

it('goes to one group that confirms its lessons, then to two that take note, each after the other and with a rebuild in between; a report without both sides does not leave (CH-22, CH-23, CH-26, CH-27, SO-28, SO-29, SO-35)', async () => {
  const { database } = system.records;
  const url = new URL('../support/profiles/three-bodies.yaml', import.meta.url);
  const yaml = readFileSync(url, 'utf8');
  const { place, audit } = await startAuditToPlay(system, {
    yaml,
    agencies: ['police', 'housing'],
  });
  const rebuilt = new Set<string>();
  let refused: unknown;
  await playToTheEnd(
    system,
    [{ partnershipId: place.id, cast: { knows: () => true }, lines: [blocked] }],
    {
      each: async () => {
        const writing = { auditId: audit.id, step: 'report', outcome: null };
        if (!refused && (await database.ask.count({ where: writing })) > 0) {
          refused = await finishesDraft(audit.id, place.id, place.officer);
        }
        const running = await database.stage.findFirst({
          where: { auditId: audit.id, kind: 'approve', outcome: null },
        });
        if (!running || rebuilt.has(running.key)) return;
        rebuilt.add(running.key);
        const { records, client, taskQueue } = system;
        await rebuildAudit(
          { records, client, taskQueue },
          { partnership: place.id, audit: audit.number },
        );
        await system.settle();
      },
    },
  );
  // What was drafted told neither what is good nor what is to be better.
  const titles = ['What works well', 'Areas for development', 'What the audit itself taught'];
  expect(refused).toEqual({ kind: 'empty-sections', titles });
  expect([...rebuilt]).toEqual(['qa', 'executive', 'board']);

  const decisions = await database.decision.findMany({
    where: { auditId: audit.id },
    orderBy: { recordedAt: 'asc' },
  });
  expect(decisions.map(({ stageKey, outcome }) => [stageKey, outcome])).toEqual([
    ['qa', 'confirmed'],
    ['executive', 'noted'],
    ['board', 'noted'],
  ]);
  const stages = await database.stage.findMany({
    where: { auditId: audit.id, kind: 'approve' },
    orderBy: { begunAt: 'asc' },
  });
  expect(stages.map(({ outcome }) => outcome)).toEqual(['complete', 'complete', 'complete']);
  const [qa, executive, board] = stages;
  expect(executive?.begunAt.getTime()).toBeGreaterThanOrEqual(qa?.endedAt?.getTime() ?? 0);
  expect(board?.begunAt.getTime()).toBeGreaterThanOrEqual(executive?.endedAt?.getTime() ?? 0);
  const letters = await database.letter.findMany({
    where: { auditId: audit.id, kind: 'decide/ask' },
  });
  expect(letters).toHaveLength(3);

  // Beside them the plan was completed, and only then were its actions adopted.
  const planned = await database.ask.findMany({
    where: { auditId: audit.id, step: 'action-plan' },
  });
  expect(planned).toMatchObject([{ outcome: 'answered' }]);
  const actions = await database.action.findMany({ where: { auditId: audit.id } });
  expect(actions.map(({ adoptedAt }) => adoptedAt)).toEqual(
    actions.map(() => planned[0]?.settledAt),
  );
  expect(actions.map(({ state }) => state)).toEqual(['complete', 'complete']);

  // What one agency said was blocked went to the executive group once, and is cleared.
  const exceptions = await database.actionException.findMany({ where: { auditId: audit.id } });
  expect(exceptions).toMatchObject([{ clearedAt: expect.any(Date) }]);
  const told = await database.letter.findMany({ where: { kind: 'exception/blocked' } });
  expect(told.map(({ state }) => state)).toEqual(told.map(() => 'sent'));
  expect(told.length).toBeGreaterThan(0);

  // The action plan was on the first group's agenda, with all that was recommended.
  const events = await database.event.findMany({
    where: { chain: audit.id, kind: 'decision.recorded' },
    orderBy: { seq: 'asc' },
  });
  expect(events.map(({ ids }) => (ids as { actions?: number }).actions)).toEqual([
    2,
    undefined,
    undefined,
  ]);
}, 240_000);
