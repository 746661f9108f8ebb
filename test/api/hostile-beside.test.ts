import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { endStage } from '../../records/audits/stages.ts';
import { sayWrongPerson } from '../../records/directory/wrong-person.ts';
import { askToGatherFeedback } from '../../records/involvement/family-feedback.ts';
import { askToDisseminate } from '../../records/learning/disseminate.ts';
import { askToNameTeam } from '../../records/planning/name-team.ts';
import { askToTellTeams } from '../../records/planning/teams-told.ts';
import { openRequest, openRequests } from '../../records/returns/requests.ts';
import { withdrawSubject } from '../../records/returns/withdraw-subject.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { startRehearsedAudit } from '../../rehearsal/new-audit.ts';
import { withRules } from '../pages/page-audits.ts';
import {
  auditAtChoice,
  auditAtChosenDiscussion,
  chosenAt,
  deepDivesYaml,
} from '../support/deep-dives.ts';
import { type Aldermere, storeProfile } from '../support/directory.ts';
import { auditAtDiscussion, dates } from '../support/discussed-audit.ts';
import {
  auditBeforeAdoption,
  beginFollowUp,
  followUpDates,
  segApproves,
} from '../support/followed-up-audit.ts';
import {
  type Begun,
  forgetRoutes,
  type HostileState,
  routes,
  tried,
  typeEverywhere,
} from '../support/hostile-forms.ts';
import { besideTheSpine } from '../support/hostile-routes.ts';
import { lookingAgain } from '../support/looked-at-again.ts';
import { auditAtPairs, pairsAreNamed, pairsYaml } from '../support/pairs.ts';
import { auditAtTerms, plannedAudit, writeTerms } from '../support/planned-audit.ts';
import { readerBrowser } from '../support/reader.ts';
import {
  auditAtInvolvement,
  drawnAudit,
  type RunningAudit,
  returnOf,
} from '../support/running-audit.ts';
import { startedAudit } from '../support/started-audit.ts';

const { started } = dates;
const planning = new Date('2027-01-12T10:00:00Z');
const states: HostileState[] = [
  {
    name: 'in a year that is planned',
    from: new Date('2022-04-04T09:00:00Z'),
    now: new Date('2022-06-06T09:00:00Z'),
    make: inProgrammeYear,
    begin: programme,
  },
  {
    name: 'whose focus groups decide',
    from: planning,
    now: planning,
    make: (records, place) => plannedAudit(records, place, planning),
  },
  {
    name: 'whose terms of reference are agreed',
    from: planning,
    now: planning,
    make: atTerms,
    again: /\/terms$/,
  },
  {
    name: 'with the voices of families',
    from: started,
    now: dates.circulated,
    make: async (records, place) =>
      auditAtInvolvement(records, await withDeepDives(records, place), started),
    begin: family,
  },
  {
    name: 'of which some children are chosen',
    from: started,
    now: chosenAt,
    make: async (records, place) => auditAtChoice(records, await withDeepDives(records, place)),
  },
  {
    name: 'whose chair is to be named',
    from: started,
    now: dates.discussed,
    make: async (records, place) =>
      auditAtChosenDiscussion(records, await withDeepDives(records, place)),
  },
  {
    name: 'whose pairs of auditors are named',
    from: started,
    now: chosenAt,
    make: withPairs,
  },
  {
    name: 'whose auditors are named',
    from: planning,
    now: planning,
    make: atTeam,
    begin: async (begun) => [
      '/console/agency-audits',
      `/console/audits/${begun.audit.number}/benchmark`,
      ...(await wrongPerson(begun)),
    ],
  },
  {
    name: 'whose meeting has something to bring up',
    from: started,
    now: dates.discussed,
    make: atReview,
    begin: async ({ audit }) => {
      const base = `/console/audits/${audit.number}`;
      return [`${base}/discussion/review`, `${base}/agencies/social-care/quality`];
    },
  },
  {
    name: 'whose tools are still to come',
    from: started,
    now: started,
    make: withRules,
    begin: async ({ test, place, audit }) => {
      const toolOf = (number: number) =>
        returnOf(test.records, audit as RunningAudit, { agencyId: place.agencies.police, number });
      const [one, two] = [await toolOf(1), await toolOf(2)];
      const base = `/console/audits/${audit.number}`;
      return [
        `${base}/returns/${one.id}/not-known`,
        `${base}/returns/${two.id}/sections/planning/decision`,
        `${base}/requests/${one.requestId}/hand-over`,
      ];
    },
  },
  {
    name: 'whose dates clash with another’s',
    from: started,
    now: new Date('2027-04-01T10:00:00Z'),
    make: async (records, place) => {
      await drawnAudit(records, place, started);
      return drawnAudit(records, place, started);
    },
  },
  {
    name: 'with an action plan, and with outputs of its own',
    from: started,
    now: followUpDates.adopted,
    make: atActionPlan,
  },
  {
    name: 'that asks agencies about themselves',
    from: planning,
    now: planning,
    make: atSections,
  },
  {
    name: 'that asks who came to a course',
    from: planning,
    now: planning,
    make: atCourse,
    begin: async ({ audit }) => [`/console/audits/${audit.number}/subjects/2/add-again`],
  },
];

beforeAll(forgetRoutes);

describe.each(states)('hostile texts in the forms of an audit $name', (state) => {
  it('stand on pages, in emails and files as they were typed, and do nothing', async () => {
    await typeEverywhere(state);
  }, 180_000);
});

it('leaves out none of the forms that are not on the usual way', () => {
  const known = new Set(routes);
  expect(besideTheSpine.filter((route) => !known.has(route))).toEqual([]);
  expect(besideTheSpine.filter((route) => tried.get(route) !== 303)).toEqual([]);
});

async function withProfile(records: Records, place: Aldermere, yaml: string): Promise<Aldermere> {
  place.profileVersionId = await transaction(records, (tx) =>
    storeProfile(tx, place.id, yaml, started),
  );
  return place;
}

const withDeepDives = (records: Records, place: Aldermere) =>
  withProfile(records, place, deepDivesYaml);

async function withPairs(records: Records, place: Aldermere) {
  const there = await withProfile(records, place, pairsYaml);
  const audit = await auditAtPairs(records, there);
  await pairsAreNamed(records, there, audit);
  return audit;
}

async function inProgrammeYear(records: Records, place: Aldermere) {
  await records.database.roleHolding.updateMany({ data: { fromDate: '2020-01-01' } });
  const desk = read('../support/profiles/desk-review.yaml');
  for (const name of ['solihull-thematic', 'solihull-dip-sample']) {
    const text = desk.replace('profile: desk-review', `profile: ${name}`);
    await transaction(records, (tx) => storeProfile(tx, place.id, text, started));
  }
  return startedAudit(records, place, new Date('2022-06-06T09:00:00Z'));
}

async function programme({ browser }: Begun): Promise<string[]> {
  const text = read('../../programmes/solihull-2022-23.yaml');
  expect((await browser.post('/console/add-programme', { text })).statusCode).toBe(303);
  const base = '/console/programme/solihull-2022-23/domestic-abuse';
  const added = '/console/add-planned/solihull-2022-23';
  return ['/console/programme', base, `${base}/dates/meeting`, added];
}

async function atTerms(records: Records, place: Aldermere) {
  const audit = await auditAtTerms(records, place, planning);
  await writeTerms(records, place, { auditId: audit.id, finish: false }, planning);
  const ref = { partnership: place.id, audit: audit.number };
  await askToTellTeams(records, { ...ref, stage: 'teams', kind: 'tell-teams' }, planning);
  return audit;
}

async function atTeam(records: Records, place: Aldermere) {
  const executive = { partnershipId: place.id, key: 'executive', name: 'Executive Group' };
  await records.database.body.create({ data: { id: randomUUID(), ...executive } });
  const { profileVersionId } = await withProfile(
    records,
    place,
    read('../../profiles/solihull-dip-sample.yaml'),
  );
  const audit = await startedAudit(records, place, planning, { profileVersionId });
  const ref = { partnership: place.id, audit: audit.number };
  await askToNameTeam(records, { ...ref, stage: 'team', kind: 'name-team' }, planning);
  return audit;
}

async function atReview(records: Records, place: Aldermere) {
  const lead = { contactId: place.people.kwame.id, agencyId: place.agencies['social-care'] };
  const held = { partnershipId: place.id, role: 'strategic-lead', fromDate: '2024-01-01' };
  await records.database.roleHolding.create({ data: { id: randomUUID(), ...held, ...lead } });
  return auditAtDiscussion(records, await lookingAgain(records, place, started));
}

async function wrongPerson({ test, place }: Begun): Promise<string[]> {
  const { id: contactId } = place.people.priya;
  const said = { name: "Siân O'Brien", email: "o'brien@police.example", remark: '=cmd|calc' };
  const input = { partnershipId: place.id, contactId, key: randomUUID(), said };
  await sayWrongPerson(test.records, input, test.clock.now);
  return [`/console/contacts/${contactId}/wrong-person`, `/console/directory/people/${contactId}`];
}

/** An agency has said whom of a family to ask, and that was asked for. */
async function family({ test, place, audit }: Begun): Promise<string[]> {
  const { database } = test.records;
  const ask = await database.ask.findFirstOrThrow({
    where: { auditId: audit.id, step: 'involvement', agencyId: place.agencies['social-care'] },
  });
  const children = await database.case.findMany({ where: { auditId: audit.id } });
  const known = {
    ...Object.fromEntries(children.map(({ number }) => [`known-${number}`, 'no'])),
    'known-2': 'yes',
    'feedback-2': ['child', 'parents'],
    'arranger-2': 'Jo Fenn',
    'arranger-email-2': 'jo.fenn@council.example',
  };
  const rosa = await readerBrowser(test, place.id, place.people.rosa.id);
  const url = `/asks/${ask.id}`;
  expect((await rosa.post(`${url}/answer`, known, url)).statusCode).toBe(303);
  const ref = { partnership: place.id, audit: audit.number };
  const stage = { ...ref, stage: 'family', kind: 'gather-feedback' as const };
  await askToGatherFeedback(test.records, stage, test.clock.now);
  return [`/console/audits/${audit.number}/family`];
}

async function atActionPlan(records: Records, place: Aldermere) {
  const office = 'escalate: { workingDaysAfter: 3, to: [manager] }';
  const plan = `    everyMonths: 3
    plan: { due: { workingDays: 10 }, ${office} }
    smart: true
    owner: line-manager
    practitionerAgrees: true`;
  const outputs = `    outputs:
      - { key: newsletter, kind: newsletter, title: Newsletter, ask: { due: { workingDays: 10 }, ${office} } }
    briefing:`;
  const yaml = read('../../profiles/wscp-deep-dive.yaml')
    .replace('\nversion: 1', '\nversion: 2')
    .replace('    everyMonths: 3', plan)
    .replace('    briefing:', outputs);
  const audit = await auditBeforeAdoption(records, await withProfile(records, place, yaml));
  await segApproves(records, { place, audit }, followUpDates.adopted);
  const ref = { partnership: place.id, audit: audit.number };
  await endStage(records, { ...ref, stage: 'seg', kind: 'approve' }, followUpDates.adopted);
  await beginFollowUp(records, { place, audit }, followUpDates.adopted);
  const learning = { ...ref, stage: 'briefing', kind: 'disseminate' as const };
  await askToDisseminate(records, learning, followUpDates.adopted);
  return audit;
}

async function atSections(records: Records, place: Aldermere) {
  const { profileVersionId } = await withProfile(
    records,
    place,
    read('../../profiles/solihull-section-11.yaml'),
  );
  const { id: partnershipId, people } = place;
  const agencies = ['police', 'social-care', 'housing'];
  const wanted = { partnershipId, officer: people.nadia.id, profileVersionId, asked: { agencies } };
  const audit = await startRehearsedAudit(records, wanted, planning);
  const ref = { partnership: place.id, audit: audit.number };
  await openRequests(records, { ...ref, stage: 'returns', kind: 'gather-returns' }, planning);
  for (const agency of agencies) await openRequest(records, { ...ref, agency }, planning);
  return audit;
}

async function atCourse(records: Records, place: Aldermere) {
  const yaml = read('../../profiles/solihull-training-impact.yaml');
  const { profileVersionId } = await withProfile(records, place, yaml);
  const { id: partnershipId, people } = place;
  const row = (who: string) => ({
    agency: 'police',
    attendee: `Attendee ${who}`,
    attendeeEmail: `attendee.${who}@police.example`,
    manager: `Manager ${who}`,
    managerEmail: `manager.${who}@police.example`,
    course: 'Working together',
    heldOn: '2026-12-01',
  });
  const asked = { attendances: [row('one'), row('two')] };
  const wanted = { partnershipId, officer: people.nadia.id, profileVersionId, asked };
  const audit = await startRehearsedAudit(records, wanted, planning);
  const ref = { partnership: place.id, audit: audit.number };
  await openRequests(records, { ...ref, stage: 'forms', kind: 'gather-returns' }, planning);
  const left = { partnershipId, auditId: audit.id, number: 2, reason: 'Was not there.' };
  await withdrawSubject(records, left, { contactId: people.nadia.id }, planning);
  return audit;
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}
