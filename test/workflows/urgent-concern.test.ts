import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { concernWorkflowId } from '../../domain/waits.ts';
import { rebuildAll } from '../../nudges/rebuild.ts';
import { pauseAudit } from '../../records/audits/pause-audit.ts';
import { acknowledgeConcern, respondToConcern } from '../../records/concerns/answer-concern.ts';
import {
  acceptAssurance,
  refuseAssurance,
  tellNextNow,
} from '../../records/concerns/decide-concern.ts';
import { concernLetters, concernText, raisedConcern } from '../support/concerns.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { everythingInTemporal } from '../support/histories.ts';
import { startedAudit } from '../support/started-audit.ts';
import { type System, startSystem } from '../support/system.ts';

// Days pass in most of these.
vi.setConfig({ testTimeout: 120_000 });

let system: System;
let place: Aldermere;

beforeAll(async () => {
  system = await startSystem('2027-03-01T10:00:00.000Z');
  place = await aldermere(system.records, await system.now());
});
afterAll(() => system?.stop());

type Raised = { partnershipId: string; number: string };

async function raise(
  change: Parameters<typeof raisedConcern>[1]['change'] = {},
  by: keyof Aldermere['people'] = 'rosa',
): Promise<Raised> {
  const raised = await raisedConcern(
    system.records,
    { place, by, staff: by === 'ruth', change },
    await system.now(),
  );
  await system.post.send(raised.letters, await system.now());
  await system.settle();
  return raised;
}

const person = (key: keyof Aldermere['people']) => ({ contactId: place.people[key].id });
const letters = ({ number }: Raised) => concernLetters(system.records, place, number);

async function stateOf({ number }: Raised): Promise<string> {
  const row = await system.records.database.urgentConcern.findUniqueOrThrow({
    where: { partnershipId_number: { partnershipId: place.id, number } },
  });
  const handle = system.client.workflow.getHandle(concernWorkflowId(place.id, number));
  return `${row.state} ${(await handle.describe()).status.name}`;
}

async function acknowledge(concern: Raised, by: keyof Aldermere['people']): Promise<void> {
  const { records } = system;
  const outcome = await acknowledgeConcern(records, concern, person(by), await system.now());
  expect(outcome.kind).toBe('acknowledged');
  await system.settle();
}

async function answer(
  concern: Raised,
  by: keyof Aldermere['people'],
  said: { response: string; assurance: string },
): Promise<string> {
  const { records } = system;
  const input = { ...concern, ...said };
  const outcome = await respondToConcern(records, input, person(by), await system.now());
  await system.settle();
  return outcome.kind;
}

const safe = { response: 'Police visited tonight.', assurance: 'He is with his grandmother.' };

async function accept(concern: Raised, by: keyof Aldermere['people']): Promise<string> {
  const now = await system.now();
  const outcome = await acceptAssurance(system.records, concern, person(by), now);
  await system.settle();
  return outcome.kind;
}

/** Dates, asks and stages of an audit. */
async function auditsOwn(auditId: string): Promise<unknown> {
  const { database } = system.records;
  return {
    dates: await database.auditDate.findMany({ where: { auditId }, orderBy: { id: 'asc' } }),
    asks: await database.ask.findMany({ where: { auditId }, orderBy: { id: 'asc' } }),
    stages: await database.stage.findMany({ where: { auditId }, orderBy: { id: 'asc' } }),
    letters: await database.letter.count({ where: { auditId } }),
  };
}

describe('a concern raised on a Friday evening', () => {
  it('is told at once, climbs the ladder through the night and the weekend, and stops when acknowledged (DD-17)', async () => {
    await system.jumpTo('2027-03-05T18:30:00.000Z');
    const audit = await startedAudit(system.records, place, await system.now());
    await system.settle();
    const before = await auditsOwn(audit.id);
    const concern = await raise({ about: `audit:${audit.id}` }, 'ruth');

    expect(concern.number).toBe('2027-c01');
    expect(await letters(concern)).toEqual([
      '05 18:30 copy-to-officer Nadia Hussain sent',
      '05 18:30 told Priya Nair sent',
    ]);
    await system.jumpTo('2027-03-06T02:29:00.000Z');
    expect((await letters(concern)).filter((line) => line.includes('escalated'))).toEqual([
      '05 20:30 escalated Tom Ashworth sent',
      '05 22:30 escalated Nadia Hussain sent',
      '06 00:30 escalated Owen Fairley sent',
    ]);
    await system.jumpTo('2027-03-06T08:15:00.000Z');
    await acknowledge(concern, 'tom');
    await system.jumpTo('2027-03-07T08:14:00.000Z');

    const told = (await letters(concern)).filter((line) => !line.includes('chase'));
    expect(told).toEqual([
      '05 18:30 copy-to-officer Nadia Hussain sent',
      '05 18:30 told Priya Nair sent',
      '05 20:30 escalated Tom Ashworth sent',
      '05 22:30 escalated Nadia Hussain sent',
      '06 00:30 escalated Owen Fairley sent',
      '06 02:30 escalated Judith Penn sent',
      '06 08:15 acknowledged Ruth Amadi sent',
    ]);
    const chased = (await letters(concern)).filter((line) => line.includes('Priya Nair sent'));
    expect(chased).toEqual([
      '05 18:30 told Priya Nair sent',
      '05 20:30 acknowledge-chase Priya Nair sent',
      '05 22:30 acknowledge-chase Priya Nair sent',
      '06 00:30 acknowledge-chase Priya Nair sent',
      '06 02:30 acknowledge-chase Priya Nair sent',
      '06 04:30 acknowledge-chase Priya Nair sent',
    ]);
    expect(await auditsOwn(audit.id)).toEqual(before);
  });

  it('is open until both the response and the assurance are in and somebody else accepts (CH-25)', async () => {
    const concern = { partnershipId: place.id, number: '2027-c01' };
    await system.jumpTo('2027-03-07T08:15:30.000Z');
    const late = (await letters(concern)).filter((line) => line.startsWith('07'));
    expect(late).toEqual([
      '07 08:15 escalated Priya Nair sent',
      '07 08:15 respond-chase Tom Ashworth sent',
    ]);
    expect(await answer(concern, 'tom', { ...safe, assurance: '' })).toBe('kept');
    expect(await stateOf(concern)).toBe('acknowledged RUNNING');
    expect(await answer(concern, 'priya', { response: '', assurance: safe.assurance })).toBe(
      'assured',
    );
    expect(await stateOf(concern)).toBe('assured RUNNING');
    expect((await letters(concern)).at(-1)).toBe('07 08:15 respond-chase Tom Ashworth sent');
    expect(await letters(concern)).toContain('07 08:15 assurance Nadia Hussain sent');

    for (const own of ['tom', 'priya'] as const) {
      expect(await accept(concern, own)).toBe('own-response');
    }
    expect(await accept(concern, 'nadia')).toBe('accepted');
    expect(await stateOf(concern)).toBe('closed COMPLETED');
    const closed = (await letters(concern)).filter((line) => line.includes(' closed '));
    expect(closed).toEqual([
      '07 08:15 closed Judith Penn sent',
      '07 08:15 closed Owen Fairley sent',
      '07 08:15 closed Priya Nair sent',
      '07 08:15 closed Ruth Amadi sent',
      '07 08:15 closed Tom Ashworth sent',
    ]);
  });
});

describe('a concern about the lead of the agency', () => {
  it('goes to the deputy and the manager at once, and the lead is never told', async () => {
    await system.jumpTo('2027-03-12T18:30:00.000Z');
    const concern = await raise({ route: 'about-lead', withhold: 'yes' }, 'dean');
    await system.jumpTo('2027-03-14T10:00:00.000Z');
    await acknowledge(concern, 'tom');
    await system.jumpTo('2027-03-16T10:00:00.000Z');
    expect(await answer(concern, 'tom', safe)).toBe('assured');
    await system.jumpTo('2027-03-18T10:00:00.000Z');
    expect(await accept(concern, 'priya')).toBe('not-found');
    expect(await accept(concern, 'judith')).toBe('accepted');

    const all = await letters(concern);
    expect(all.slice(0, 2)).toEqual([
      '12 18:30 told Judith Penn sent',
      '12 18:30 told Tom Ashworth sent',
    ]);
    expect(all).toContain('12 20:30 escalated Owen Fairley sent');
    expect(all.filter((line) => line.includes('Priya Nair'))).toEqual([]);
    expect(
      system.inbox
        .to(place.people.priya.email)
        .map(({ subject }) => subject)
        .join(),
    ).not.toContain(concern.number);
    expect(await stateOf(concern)).toBe('closed COMPLETED');
  });
});

describe('an assurance that is not enough', () => {
  it('is refused with a reason, asked for again, and refused ones stay on record', async () => {
    await system.jumpTo('2027-03-22T09:00:00.000Z');
    const concern = await raise();
    await acknowledge(concern, 'priya');
    expect(await answer(concern, 'priya', safe)).toBe('assured');
    const input = { ...concern, reason: 'Who sees him tomorrow?' };
    const now = await system.now();
    const refused = await refuseAssurance(system.records, input, person('nadia'), now);
    expect(refused.kind).toBe('refused');
    await system.settle();
    expect(await stateOf(concern)).toBe('acknowledged RUNNING');
    expect(await letters(concern)).toContain('22 09:00 respond Priya Nair sent');
    const again = { ...safe, assurance: 'His health visitor comes at nine.' };
    expect(await answer(concern, 'priya', again)).toBe('assured');
    expect(await accept(concern, 'owen')).toBe('accepted');
    expect(await stateOf(concern)).toBe('closed COMPLETED');
    const said = await system.records.database.concernStatement.findMany({
      where: { concern: { number: concern.number } },
    });
    expect(said.map(({ round, kind }) => `${round} ${kind}`).sort()).toEqual([
      '1 assurance',
      '1 response',
      '2 assurance',
      '2 response',
    ]);
  });
});

describe('a concern that nobody ever answers', () => {
  it('is told up to the manager and then chased once a day until somebody does', async () => {
    await system.jumpTo('2027-04-01T18:30:00.000Z');
    const concern = await raise();
    await system.jumpTo('2027-04-05T12:00:00.000Z');
    const manager = (await letters(concern)).filter((line) => line.includes('Judith Penn'));
    expect(manager.map((line) => line.slice(0, 8))).toEqual([
      '02 02:30',
      '02 04:30',
      '03 04:30',
      '04 04:30',
      '05 04:30',
    ]);
    await acknowledge(concern, 'priya');
    await answer(concern, 'priya', safe);
    expect(await accept(concern, 'nadia')).toBe('accepted');
  });

  it('is told to the next people at once when the business unit does not wait for the clock', async () => {
    await system.jumpTo('2027-04-12T09:00:00.000Z');
    const concern = await raise();
    const input = { ...concern, reason: 'The police lead is on leave.' };
    const told = await tellNextNow(system.records, input, person('nadia'), await system.now());
    expect(told.kind).toBe('told-early');
    await system.settle();
    expect(await letters(concern)).toContain('12 09:00 escalated Tom Ashworth sent');
    await acknowledge(concern, 'tom');
    await answer(concern, 'tom', safe);
    expect(await accept(concern, 'nadia')).toBe('accepted');
  });
});

describe('a concern whose workflow is terminated and rebuilt from its rows', () => {
  /** One concern from Friday evening to its end, with something done to its workflow at every wait. */
  async function live(friday: string, disturb: () => Promise<void>): Promise<string[]> {
    await system.jumpTo(friday);
    const concern = await raise({}, 'grace');
    await disturb();
    const hoursOn = (hours: number) =>
      new Date(Date.parse(friday) + hours * 3_600_000 + 60_000).toISOString();
    for (const hours of [2, 4, 6, 8, 10, 34]) {
      await system.jumpTo(hoursOn(hours));
      await disturb();
    }
    await acknowledge(concern, 'priya');
    await disturb();
    for (const hours of [58.5, 60.7]) {
      await system.jumpTo(hoursOn(hours));
      await disturb();
    }
    await answer(concern, 'priya', safe);
    await disturb();
    await system.jumpTo(hoursOn(86));
    await disturb();
    const input = { ...concern, reason: 'Not enough.' };
    await refuseAssurance(system.records, input, person('owen'), await system.now());
    await system.settle();
    await disturb();
    await answer(concern, 'tom', safe);
    await disturb();
    expect(await accept(concern, 'nadia')).toBe('accepted');
    expect(await stateOf(concern)).toBe('closed COMPLETED');
    const day = Number(friday.slice(8, 10));
    return (await letters(concern)).map(
      (line) => `${Number(line.slice(0, 2)) - day}${line.slice(2)}`,
    );
  }

  it('repeats no letter and moves no hour, though it happens at every wait', async () => {
    const seen = await live('2027-06-04T18:30:00.000Z', async () => {});
    const { records, client, taskQueue } = system;
    const disturbed = await live('2027-06-11T18:30:00.000Z', async () => {
      await rebuildAll({ records, client, taskQueue });
      await system.settle();
    });
    expect(seen.length).toBeGreaterThan(20);
    expect(disturbed).toEqual(seen);
  });
});

describe('what Temporal and the mail are told of a concern', () => {
  it('is ids, counts and dates: no name, no address, nothing that was typed', async () => {
    await system.jumpTo('2027-07-05T10:00:00.000Z');
    const concern = await raise({ withhold: 'yes' }, 'imran');
    await acknowledge(concern, 'priya');
    await answer(concern, 'priya', safe);
    await accept(concern, 'nadia');
    const temporal = await everythingInTemporal(system.client, system.records);
    const everybody = Object.values(place.people);
    const mails = everybody
      .flatMap(({ email, name }) =>
        system.inbox
          .to(email)
          .map(({ subject, text }) => `${subject} ${text}`.replaceAll(name, '')),
      )
      .filter((text) => text.includes(concern.number))
      .join('\n');
    expect(mails).toContain('phone 999');
    expect(temporal).toContain(concern.number);
    for (const typed of [concernText, safe.response, safe.assurance, 'Gareth']) {
      expect(mails).not.toContain(typed);
      expect(temporal).not.toContain(typed);
    }
    // Each letter names its own reader, and that name was taken out above.
    for (const { name, email } of everybody) {
      expect(mails).not.toContain(name);
      expect(temporal).not.toContain(name);
      expect(temporal).not.toContain(email);
    }
  });
});

describe('a concern beside an audit that stands still', () => {
  it('goes on when the audit is paused', async () => {
    await system.jumpTo('2027-08-04T10:00:00.000Z');
    const now = await system.now();
    const audit = await startedAudit(system.records, place, now);
    await system.settle();
    const concern = await raise({ about: `audit:${audit.id}` }, 'ruth');
    const pause = { partnershipId: place.id, auditId: audit.id, reason: 'Court' };
    const paused = await pauseAudit(system.records, pause, person('nadia'), now);
    expect(paused).toBe('paused');
    await system.settle();
    await system.jumpTo('2027-08-04T12:30:00.000Z');
    expect(await letters(concern)).toContain('04 12:00 escalated Tom Ashworth sent');
    await acknowledge(concern, 'tom');
    await answer(concern, 'tom', safe);
    expect(await accept(concern, 'nadia')).toBe('accepted');
  });
});
