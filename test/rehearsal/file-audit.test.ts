import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf } from '../../domain/report-model.ts';
import { plannedOf } from '../../records/actions/planned-action-rows.ts';
import { latestReport } from '../../records/report/report-versions.ts';
import { transaction } from '../../records/store/transaction.ts';
import type { PlayedAudit } from '../../rehearsal/play-audit.ts';
import { playScenario, startOf } from '../../rehearsal/play-scenario.ts';
import { checkScenario } from '../../rehearsal/scenario.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let played: PlayedAudit;

beforeAll(async () => {
  const file = new URL('../../scenarios/file-audit-smooth.yaml', import.meta.url);
  const checked = checkScenario(readFileSync(file, 'utf8'));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const scenario = {
    ...checked.scenario,
    cases: 2,
    agencies: ['assessment-team', 'family-support'],
    knows: { 'assessment-team': [1], 'family-support': [2] },
    expect: [],
  };
  system = await startSystem(startOf(scenario));
  played = await playScenario(system, scenario);
}, 300_000);
afterAll(() => system?.stop());

const of = () => ({ auditId: played.audit.id });
const contact = (name: string) => played.place.people[name]?.id ?? '';
const asks = (step: string) =>
  system.records.database.ask.findMany({
    where: { ...of(), step },
    orderBy: [{ round: 'asc' }, { key: 'asc' }],
  });

describe('an audit of files asked on 20 May for June', () => {
  it('asks one auditor for each file, by the last working day of June (FA-1, FA-3)', async () => {
    const asked = await asks('returns');
    expect(asked.map(({ contactId, dueDate }) => [contactId, dueDate])).toEqual([
      [contact('Robin Assessment Team'), '2027-06-30'],
      [contact('Robin Family Support'), '2027-06-30'],
    ]);
    const returns = await system.records.database.return.findMany({
      where: { request: of(), version: { gt: 0 } },
    });
    expect(returns).toHaveLength(2);
  });

  it('asks every auditor to tell the Team Manager with a copy, before the report is written (FA-5, FA-19)', async () => {
    const { database } = system.records;
    const told = await database.passedOn.findMany({ where: { ...of(), what: 'team-manager' } });
    expect(told.map(({ answer, late }) => [answer, late])).toEqual([
      ['passed-on', false],
      ['passed-on', false],
    ]);
    const report = await database.stage.findFirstOrThrow({ where: { ...of(), key: 'themes' } });
    for (const { givenAt } of told) expect(givenAt < (report.endedAt ?? givenAt)).toBe(true);
  });

  it('has the audits sent to two collators, of whom one feeds recurring themes back (FA-20, FA-24)', async () => {
    const { database } = system.records;
    const sent = await database.passedOn.count({ where: { ...of(), what: 'collators' } });
    expect(sent).toBe(2);
    const collators = (await asks('pass-on')).filter(({ round }) => round === 2);
    expect(collators.map(({ contactId }) => contactId).sort()).toEqual(
      [contact('Moira Pask'), contact('Leon Abara')].sort(),
    );
    expect(collators.map(({ outcome }) => outcome).sort()).toEqual(['answered', 'withdrawn']);
    const letters = await database.letter.findMany({
      where: { kind: 'pass-on/ask', contactId: { in: collators.map((ask) => ask.contactId) } },
    });
    expect(letters.map(({ state }) => state)).toEqual(['sent', 'sent']);
  });

  it('ends in a report of recurring themes with an action plan (FA-18, FA-24, FA-25)', async () => {
    const { records } = system;
    const key = await records.keyring.audit(records.database, played.audit.id);
    const { report } = (await latestReport(records.database, key, played.audit.id)) ?? {};
    const titles = report?.sections.map(({ title }) => title) ?? [];
    expect(titles).toEqual(expect.arrayContaining(['Recurring themes', 'Action plan']));
    const planned = report ? blocksOf(report).filter(({ section }) => section === 'themes') : [];
    expect(planned).not.toEqual([]);
  });

  it('has each action seen to by the line manager of the case, as agreed with the practitioner (FA-22, FA-23)', async () => {
    const { records } = system;
    const key = await records.keyring.audit(records.database, played.audit.id);
    const plans = await transaction(records, (tx) => plannedOf(tx, key, played.audit.id));
    expect(plans.size).toBe(2);
    for (const { responsible, caseId, agreedOn } of plans.values()) {
      expect(responsible).not.toBe('');
      expect(caseId).not.toBeNull();
      expect(agreedOn).not.toBe('');
    }
  });

  it('follows the action plan up until every action is complete (FA-25)', async () => {
    const actions = await system.records.database.action.findMany({ where: of() });
    expect(actions.map(({ state }) => state)).toEqual(['complete', 'complete']);
  });
});
