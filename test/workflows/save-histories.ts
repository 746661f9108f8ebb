import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../domain/calendar.ts';
import {
  auditWorkflowId,
  concernWorkflowId,
  plannedWorkflowId,
  requestWorkflowId,
  riskReportWorkflowId,
  statusWorkflowId,
} from '../../domain/waits.ts';
import { cancelAudit, pauseAudit, resumeAudit } from '../../records/audits/pause-audit.ts';
import { acceptReturn } from '../../records/checks/check-return.ts';
import { acknowledgeConcern, respondToConcern } from '../../records/concerns/answer-concern.ts';
import { acceptAssurance, refuseAssurance } from '../../records/concerns/decide-concern.ts';
import { raiseRiskReport, scheduleRiskReport } from '../../records/concerns/risk-reports.ts';
import { loadProgramme } from '../../records/programme/load-programme.ts';
import { plannedNextAt } from '../../records/programme/planned.ts';
import { transaction } from '../../records/store/transaction.ts';
import { revise, sentBack, submitAgain } from '../support/checking.ts';
import { raisedConcern } from '../support/concerns.ts';
import { type Aldermere, aldermere, loadProfile } from '../support/directory.ts';
import {
  auditBeforeSeg,
  loadFollowedUp,
  openActions,
  peopleAct,
  segDecides,
} from '../support/followed-up-system.ts';
import {
  leadAnswersInvolvement,
  officerNamesChildren,
  respondentSubmits,
} from '../support/people.ts';
import { saveHistory } from '../support/saved-histories.ts';
import { type StartedAudit, startedAudit } from '../support/started-audit.ts';
import { type System, startSystem } from '../support/system.ts';

// `npm run histories` plays these situations and writes what Temporal holds of them.

let system: System;

beforeAll(async () => {
  system = await startSystem('2027-01-11T10:00:00.000Z');
});
afterAll(() => system?.stop());

const save = (workflowId: string, name: string) => saveHistory(system.client, workflowId, name);
const officerOf = (place: Aldermere) => ({ contactId: place.people.nadia.id });

async function newPlace(slug: string): Promise<Aldermere> {
  return aldermere(system.records, await system.now(), slug);
}

async function begun(place: Aldermere): Promise<StartedAudit> {
  const audit = await startedAudit(system.records, place, await system.now());
  await system.settle();
  const given = { auditId: audit.id, officer: place.people.nadia.id };
  await officerNamesChildren(system.records, given, await system.now());
  await system.settle();
  return audit;
}

async function policeKnow(place: Aldermere, audit: StartedAudit): Promise<void> {
  const where = { auditId: audit.id, step: 'involvement', outcome: null };
  for (const { id: askId, agencyId } of await system.records.database.ask.findMany({ where })) {
    const knows = agencyId === place.agencies.police ? [1] : [];
    await leadAnswersInvolvement(system.records, { askId, knows }, await system.now());
  }
  await system.settle();
}

describe('histories to replay', () => {
  it('an audit to its last action, and the status of a year', async () => {
    const place = await newPlace('ashford');
    await loadFollowedUp(system, place);
    const followed = await auditBeforeSeg(system, place);
    await segDecides(system, followed);
    await peopleAct(system, followed, {});
    while ((await openActions(system, followed)) > 0) {
      await system.jumpToNext();
      await peopleAct(system, followed, {
        police: () => 'complete',
        'social-care': (round) => (round < 3 ? 'blocked' : 'complete'),
        housing: (round) => (round < 2 ? null : 'complete'),
      });
    }
    const { number } = followed.audit;
    await save(auditWorkflowId(place.id, number), 'audit-to-its-last-action');
    await save(requestWorkflowId(place.id, number, 'police'), 'request-complete');
    await save(statusWorkflowId(place.id, 'seg'), 'quarterly-status-of-a-year');
  });

  it('an audit that is paused on the way, whose agency says nothing', async () => {
    const place = await newPlace('bramley');
    const audit = await begun(place);
    await policeKnow(place, audit);
    const change = { partnershipId: place.id, auditId: audit.id, reason: 'An inspection.' };
    await pauseAudit(system.records, change, officerOf(place), await system.now());
    await system.settle();
    await system.jumpTo(new Date((await system.now()).getTime() + 20 * 86_400_000).toISOString());
    await resumeAudit(system.records, change, officerOf(place), await system.now());
    await system.settle();
    const open = { auditId: audit.id, outcome: null };
    while ((await system.records.database.request.count({ where: open })) > 0) {
      await system.jumpToNext();
    }
    await save(auditWorkflowId(place.id, audit.number), 'audit-with-stages-side-by-side');
    await save(requestWorkflowId(place.id, audit.number, 'police'), 'request-not-answered');
  });

  it('an audit that is cancelled while an agency is asked', async () => {
    const place = await newPlace('calder');
    const audit = await begun(place);
    await policeKnow(place, audit);
    const change = { partnershipId: place.id, auditId: audit.id, reason: 'A review covers it.' };
    await cancelAudit(system.records, change, officerOf(place), await system.now());
    await system.settle();
    await save(auditWorkflowId(place.id, audit.number), 'audit-cancelled');
    await save(requestWorkflowId(place.id, audit.number, 'police'), 'request-cancelled');
  });

  it('a request whose tool is sent back and comes in again', async () => {
    const place = await newPlace('denholme');
    const { records } = system;
    place.profileVersionId = await transaction(records, async (tx) =>
      loadProfile(tx, place.id, '../test/support/profiles/checked-records', await system.now()),
    );
    const given = { knownAgencies: ['police'] };
    const audit = await startedAudit(records, place, await system.now(), given);
    await system.settle();
    const names = { auditId: audit.id, officer: place.people.nadia.id };
    await officerNamesChildren(records, names, await system.now());
    await system.settle();
    const { id: returnId } = await records.database.return.findFirstOrThrow({
      where: { auditId: audit.id },
    });
    const own = { place, returnId, by: place.people.priya.id };
    const tool = { returnId, contactId: own.by };
    expect(await respondentSubmits(records, tool, await system.now())).toBe('submitted');
    await system.settle();
    await sentBack(
      records,
      { place, returnId, remarks: { impact: 'Say more.' } },
      await system.now(),
    );
    await system.settle();
    const change = { ...own, section: 'impact', text: 'He is back at school.', answer: 'Added.' };
    await revise(records, change, await system.now());
    await submitAgain(records, own, await system.now());
    await system.settle();
    const version = { partnershipId: place.id, returnId, version: 2 };
    await acceptReturn(records, version, officerOf(place), await system.now());
    await system.settle();
    await save(requestWorkflowId(place.id, audit.number, 'police'), 'request-sent-back');
    await save(auditWorkflowId(place.id, audit.number), 'audit-of-another-process');
  });

  it('an urgent concern that climbs its ladder, and whose assurance is refused once', async () => {
    const place = await newPlace('elland');
    const { records } = system;
    const concern = await raisedConcern(records, { place }, await system.now());
    await system.settle();
    await system.jumpToNext();
    await system.jumpToNext();
    const by = (key: keyof Aldermere['people']) => ({ contactId: place.people[key].id });
    const said = { response: 'Police visited.', assurance: 'He is safe.' };
    await acknowledgeConcern(records, concern, by('priya'), await system.now());
    await system.settle();
    await respondToConcern(records, { ...concern, ...said }, by('priya'), await system.now());
    await system.settle();
    const refused = { ...concern, reason: 'By whom?' };
    await refuseAssurance(records, refused, by('nadia'), await system.now());
    await system.settle();
    await respondToConcern(records, { ...concern, ...said }, by('priya'), await system.now());
    await system.settle();
    await acceptAssurance(records, concern, by('nadia'), await system.now());
    await system.settle();
    await save(concernWorkflowId(place.id, concern.number), 'urgent-concern-closed');
  });
});

describe('a planned audit', () => {
  it('is offered on its day', async () => {
    const { records } = system;
    const place = await newPlace('ingleby');
    const day = (await system.now()).toISOString().slice(0, 10);
    const yaml = [
      'programme: year',
      'title: The year',
      'offerWorkingDaysBefore: 2',
      'entries:',
      `  - { key: first, month: ${day.slice(0, 7)}, process: wscp-deep-dive, type: Review, theme: Moves, focus: Children who move, date: ${addDays(day, 14)} }`,
    ].join('\n');
    const of = { partnership: place.id, programme: 'year', entry: 'first' };
    const loaded = { partnershipId: place.id, yaml };
    await loadProgramme(records, loaded, officerOf(place), await system.now());
    await system.settle();
    const at = await plannedNextAt(records, of);
    await system.jumpToNext();
    const id = plannedWorkflowId(place.id, 'year', 'first');
    await save(`${id}-${at?.toISOString()}`, 'planned-audit-offered');
  });
});

describe('a report by exception', () => {
  it('is reminded of once, and is scheduled', async () => {
    const { records } = system;
    const place = await newPlace('keighley');
    await transaction(records, async (tx) =>
      loadProfile(tx, place.id, 'solihull-thematic', await system.now()),
    );
    const executive = { partnershipId: place.id, key: 'executive', name: 'Executive Group' };
    await records.database.body.create({ data: { id: randomUUID(), ...executive } });
    const typed = { agency: place.agencies.police, text: 'No plans in half the files.', from: '' };
    const input = { partnershipId: place.id, raiseKey: 'one', typed };
    const by = { contactId: place.people.priya.id };
    const raised = await raiseRiskReport(records, input, by, await system.now());
    const number = raised.kind === 'raised' ? raised.number : '';
    await system.settle();
    await system.jumpToNext();
    const date = addDays((await system.now()).toISOString().slice(0, 10), 30);
    const scheduled = { partnershipId: place.id, number, note: '', date };
    const judith = { contactId: place.people.judith.id };
    await scheduleRiskReport(records, scheduled, judith, await system.now());
    await system.settle();
    await save(riskReportWorkflowId(place.id, number), 'risk-report-scheduled');
  });
});
