import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dateOf } from '../../domain/calendar.ts';
import { rebuildAll } from '../../nudges/rebuild.ts';
import { playToTheEnd } from '../../rehearsal/play.ts';
import { type PlayedAudit, profileText, startAuditToPlay } from '../../rehearsal/play-audit.ts';
import { checkScenario } from '../../rehearsal/scenario.ts';
import { linesOf } from '../../rehearsal/scenario-lines.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem('2027-02-15T10:00:00.000Z');
});
afterAll(() => system?.stop());

/** Enough for every kind of letter and outcome, and few enough to be quick. */
const scenario = `
title: Two agencies, one of them late, silent and blocked
profile: wscp-deep-dive
from: 2027-02-15
people:
  - { who: officer, asked: identities, after: { workingDays: 2 }, at: '11:00', answer: name }
  - { who: social-care, asked: involvement, late: 1, answer: answer }
  - { who: police, asked: returns, late: 9, answer: submit }
  - { who: officer, asked: check, about: social-care, answer: send-back }
  - { who: social-care, asked: revise, late: 2, answer: submit }
  - { who: social-care, asked: approve, answer: object }
  - { who: officer, asked: objections, late: 1, answer: answer }
  - { who: officer, asked: decide, answer: with-amendments }
  - { who: police, asked: update, round: 1, answer: nothing }
  - { who: social-care, asked: update, round: 1, answer: blocked }
  - { who: officer, asked: confirm, late: 4, answer: confirm }
  - { who: social-care, asked: feed-back, answer: nothing }
`;

/** Everything that people outside see: letters, asks and stages with their dates. */
async function whatWasSeen({ place }: PlayedAudit): Promise<string[]> {
  const { database } = system.records;
  const where = { partnershipId: place.id };
  const names = Object.values(place.people).map(({ id, name }) => [id, name] as const);
  const readable = (text: string) =>
    names.reduce((all, [id, name]) => all.replace(id, name), text.replaceAll(place.id, 'here'));
  const day = (at: Date | null) => at && dateOf(at);
  const letters = await database.letter.findMany({ where, include: { contact: true } });
  const asks = await database.ask.findMany({ where });
  const stages = await database.stage.findMany({ where });
  const statuses = await database.statusReport.findMany({ where });
  return [
    ...letters.map(({ queuedAt, kind, contactId, state }) =>
      readable(`${day(queuedAt)} ${kind} ${contactId} ${state}`),
    ),
    ...asks.map(({ step, agencyId, contactId, dueDate, outcome, settledAt }) => {
      const agency = Object.entries(place.agencyIds).find(([, id]) => id === agencyId)?.[0];
      return readable(`${step} ${agency} ${contactId} ${dueDate} ${outcome} ${day(settledAt)}`);
    }),
    ...stages.map(
      (each) => `${each.key} ${each.outcome} ${day(each.begunAt)} ${day(each.endedAt)}`,
    ),
    ...statuses.map(({ round, sentAt }) => `status ${round} ${sentAt.toISOString().slice(0, 16)}`),
  ].sort();
}

function startedIn(partnership: string): Promise<PlayedAudit> {
  const yaml = profileText('wscp-deep-dive');
  return startAuditToPlay(system, { yaml, cases: 1, agencies: 2, partnership });
}

describe('an audit whose workflows are terminated and rebuilt from its rows', () => {
  it('repeats no email and moves no date, though it happens at every wait until nothing is open', async () => {
    const checked = checkScenario(scenario);
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    const undisturbed = await startedIn('bramley');
    const disturbed = await startedIn('calder');
    const { records, client, taskQueue } = system;
    let waits = 0;
    await playToTheEnd(
      system,
      [undisturbed, disturbed].map(({ place }) => ({
        partnershipId: place.id,
        cast: { knows: () => true },
        lines: linesOf(checked.scenario, place),
      })),
      {
        async each() {
          waits += 1;
          await system.settle();
          await rebuildAll({ records, client, taskQueue }, { partnership: disturbed.place.id });
          await system.settle();
        },
      },
    );
    expect(waits).toBeGreaterThanOrEqual(40);
    const seen = await whatWasSeen(undisturbed);
    for (const stage of undisturbed.place.profile.stages) {
      expect(seen.filter((line) => line.startsWith(`${stage.key} complete`))).toHaveLength(1);
    }
    expect(seen.filter((line) => line.startsWith('status ')).length).toBeGreaterThanOrEqual(4);
    expect(await whatWasSeen(disturbed)).toEqual(seen);
  }, 300_000);
});
