import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditView } from '../../records/audits/audit-view.ts';
import { cancelAudit } from '../../records/audits/pause-audit.ts';
import { acknowledgeConcern, respondToConcern } from '../../records/concerns/answer-concern.ts';
import { concernChoices } from '../../records/concerns/concern-choices.ts';
import { actOnConcern } from '../../records/concerns/concern-clock.ts';
import { closedConcerns, concernsOf, openConcerns } from '../../records/concerns/concern-list.ts';
import { concernForReader, concernForStaff } from '../../records/concerns/concern-view.ts';
import {
  acceptAssurance,
  refuseAssurance,
  reopenConcern,
  tellNextNow,
} from '../../records/concerns/decide-concern.ts';
import { notePhoned, raiseConcern } from '../../records/concerns/raise-concern.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { concernText, raisedConcern, typedConcern } from '../support/concerns.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { type Outbox, openOutbox } from '../support/outbox.ts';

const friday = new Date('2027-03-05T18:30:00.000Z');
const later = (hours: number) => new Date(friday.getTime() + hours * 3_600_000);

let box: Outbox;
let place: Aldermere;
let elsewhere: Aldermere;

beforeAll(async () => {
  box = await openOutbox(new Date('2027-03-01T10:00:00.000Z'));
  place = box.place;
  elsewhere = await aldermere(box.records, friday, 'mereside');
});
afterAll(() => box?.close());

const by = (key: keyof Aldermere['people']) => ({ contactId: place.people[key].id });
const onBehalf = (key: keyof Aldermere['people']) => ({ ...by(key), onBehalf: true });
const reader = (key: keyof Aldermere['people']) => ({ partnershipId: place.id, ...by(key) });
const raise = (given: Partial<Parameters<typeof raisedConcern>[1]> = {}, now = friday) =>
  raisedConcern(box.records, { place, ...given }, now);
const safe = { response: 'Police visited tonight.', assurance: 'He is with his grandmother.' };

async function rowOf({ number }: { number: string }) {
  return box.records.database.urgentConcern.findUniqueOrThrow({
    where: { partnershipId_number: { partnershipId: place.id, number } },
  });
}

async function lettersOf({ number }: { number: string }): Promise<string[]> {
  const rows = await box.records.database.letter.findMany({
    where: { thread: `${place.id}/${number}` },
  });
  const names = new Map(Object.values(place.people).map(({ id, name }) => [id, name]));
  return rows
    .map(({ kind, contactId }) => `${kind.replace('urgent-concern/', '')} ${names.get(contactId)}`)
    .sort();
}

describe('a concern that is raised', () => {
  it('is one however often the form is sent, and its words are sealed', async () => {
    const raiseKey = randomUUID();
    const clicks = await Promise.all([raise({ raiseKey }), raise({ raiseKey })]);
    expect(new Set(clicks.map(({ number }) => number)).size).toBe(1);
    expect((await raise({ raiseKey })).number).toBe(clicks[0]?.number);
    expect(await lettersOf(clicks[0] as { number: string })).toEqual([
      'copy-to-officer Nadia Hussain',
      'told Priya Nair',
    ]);
    const row = await rowOf(clicks[0] as { number: string });
    const bytes = JSON.stringify(row, (_key, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(bytes).not.toContain('Bruises');
  });

  it('is due in hours from then, at night and at the weekend too', async () => {
    const concern = await raise();
    const found = await concernForReader(box.records, reader('priya'), concern.number);
    expect(found?.view.dueAt).toEqual(later(2));
    expect(found?.view.text).toBe(concernText);
  });

  it('numbers two that are raised at the same moment one after the other', async () => {
    const both = await Promise.all([raise(), raise()]);
    const numbers = both.map(({ number }) => Number(number.slice(6))).sort((a, b) => a - b);
    expect((numbers[1] ?? 0) - (numbers[0] ?? 0)).toBe(1);
  });

  it('says everything that is missing, and raises nothing', async () => {
    const before = await box.records.database.urgentConcern.count();
    const typed = typedConcern(place, {
      kind: '',
      agency: elsewhere.agencies.police,
      text: ' ',
      route: '',
      phoned: 'yes',
      phonedTime: 'late',
    });
    const reporter = { ...reader('rosa'), staff: false };
    const input = { reporter, raiseKey: randomUUID(), typed };
    const outcome = await raiseConcern(box.records, input, friday);
    expect(outcome).toMatchObject({ kind: 'refused' });
    const fields = outcome.kind === 'refused' ? outcome.problems.map(({ field }) => field) : [];
    expect(fields).toEqual(['phonedTime', 'kind', 'agency', 'text', 'route']);
    expect(await box.records.database.urgentConcern.count()).toBe(before);
  });

  it('records when somebody phoned, and later for those who had not yet', async () => {
    const phoned = await raise({ change: { phoned: 'yes', phonedTime: '6.10pm' } });
    expect((await rowOf(phoned)).phonedAt).toEqual(new Date('2027-03-05T18:10:00.000Z'));
    const yesterday = await raise({ change: { phoned: 'yes', phonedTime: '23:50' } });
    expect((await rowOf(yesterday)).phonedAt).toEqual(new Date('2027-03-04T23:50:00.000Z'));
    const notYet = await raise();
    expect(await notePhoned(box.records, notYet, by('priya'), later(1))).toBe('not-found');
    expect(await notePhoned(box.records, notYet, by('rosa'), later(1))).toBe('noted');
    expect(await notePhoned(box.records, notYet, by('rosa'), later(2))).toBe('noted-before');
    expect((await rowOf(notYet)).phonedAt).toEqual(later(1));
  });

  it('is mentioned in its audit by its number only, and in both chains unbroken', async () => {
    const { id: auditId } = box.audit;
    const first = box.audit.children[0]?.caseId;
    const concern = await raise({ change: { about: `case:${first}`, withhold: 'yes' } });
    const view = await auditView(
      box.records,
      { partnershipId: place.id, number: box.audit.number },
      friday,
    );
    expect(view?.history.events[0]).toMatchObject({
      sentence: `Urgent concern ${concern.number} was raised; it runs apart from the audit`,
      by: 'somebody whose name is withheld',
    });
    for (const chain of [auditId, place.id]) {
      expect(await firstBrokenEvent(box.records.database, chain)).toBeNull();
    }
    const events = await box.records.database.event.findMany();
    expect(JSON.stringify(events)).not.toContain('Bruises');
  });
});

describe('the children that a concern may be about', () => {
  const offered = async (key: keyof Aldermere['people'], staff = false) =>
    (await concernChoices(box.records, { ...reader(key), staff })).cases.map((each) => each.number);

  it('are those whom the reporter has been told of, and all for the business unit', async () => {
    expect(await offered('priya')).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await offered('dean')).toEqual([]);
    expect(await offered('nadia', true)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('are for a colleague those whose tool was passed to them', async () => {
    const { database } = box.records;
    const row = await database.return.findFirstOrThrow({
      where: { auditId: box.audit.id, request: { agencyId: place.agencies.police } },
      include: { case: true },
    });
    const assigneeId = place.people.dean.id;
    await database.return.update({ where: { id: row.id }, data: { assigneeId } });
    expect(await offered('dean')).toEqual([row.case.number]);
  });

  it('are refused when the form names another', async () => {
    const stranger = box.audit.children[5]?.caseId;
    const typed = typedConcern(place, { about: `case:${stranger}` });
    const reporter = { ...reader('tom'), staff: false };
    const outcome = await raiseConcern(
      box.records,
      { reporter, raiseKey: randomUUID(), typed },
      friday,
    );
    expect(outcome).toMatchObject({ kind: 'refused', problems: [{ field: 'about' }] });
  });

  it('are shown by name to those who have to act, and to nobody else', async () => {
    const child = box.audit.children[0];
    const concern = await raise({ change: { about: `case:${child?.caseId}` } });
    const lead = await concernForReader(box.records, reader('priya'), concern.number);
    expect(lead?.view.child?.people[0]?.detail.names).toEqual(child?.names);
    const rosa = await concernForReader(box.records, reader('rosa'), concern.number);
    expect(rosa?.view.child).toEqual({ number: child?.number, people: [] });
  });
});

describe('who sees a concern', () => {
  it('is whoever was told, whoever raised it and the business unit; nobody else', async () => {
    const concern = await raise();
    const seen = async (key: keyof Aldermere['people']) =>
      (await concernForReader(box.records, reader(key), concern.number)) !== null;
    expect(await seen('priya')).toBe(true);
    expect(await seen('rosa')).toBe(true);
    for (const other of ['tom', 'dean', 'kwame', 'imran', 'graham'] as const) {
      expect(await seen(other), other).toBe(false);
    }
    const foreign = { partnershipId: elsewhere.id, contactId: elsewhere.people.priya.id };
    expect(await concernForReader(box.records, foreign, concern.number)).toBeNull();
    const office = { partnershipId: elsewhere.id, contactId: elsewhere.people.nadia.id };
    const given = { number: concern.number, now: friday };
    expect(await concernForStaff(box.records, office, given)).toBeNull();
    const outcome = await acceptAssurance(
      box.records,
      { partnershipId: elsewhere.id, number: concern.number },
      { contactId: elsewhere.people.nadia.id },
      friday,
    );
    expect(outcome.kind).toBe('not-found');
  });

  it('does not tell the agency a withheld name, but the manager', async () => {
    const concern = await raise({ change: { withhold: 'yes' } });
    const lead = await concernForReader(box.records, reader('priya'), concern.number);
    expect(lead?.view.reporter).toBeNull();
    expect(JSON.stringify(lead)).not.toContain('Rosa');
    const office = (key: keyof Aldermere['people']) =>
      concernForStaff(box.records, reader(key), { number: concern.number, now: friday });
    expect((await office('judith'))?.view.reporter).toBe('Rosa Delgado');
    await acknowledgeConcern(box.records, concern, by('priya'), later(1));
    const officer = await office('nadia');
    expect(officer?.letters.map(({ kind }) => kind)).toContain('urgent-concern/acknowledged');
    expect(JSON.stringify(officer)).not.toContain('Rosa');
    const events = await box.records.database.event.findMany({
      where: { kind: 'concern.raised', ids: { path: ['concern'], equals: concern.number } },
    });
    expect(events.map(({ actorId }) => actorId)).toEqual([null]);
  });

  it('tells the agency the name that is not withheld', async () => {
    const concern = await raise();
    const lead = await concernForReader(box.records, reader('priya'), concern.number);
    expect(lead?.view.reporter).toBe('Rosa Delgado');
  });

  it('shows the reporter how it stands, not what the agency says', async () => {
    const concern = await raise();
    await acknowledgeConcern(box.records, concern, by('priya'), later(1));
    await respondToConcern(box.records, { ...concern, ...safe }, by('priya'), later(2));
    const rosa = await concernForReader(box.records, reader('rosa'), concern.number);
    expect(rosa).toMatchObject({ asked: false, raised: true, view: { step: 'accept' } });
    expect(JSON.stringify(rosa)).not.toContain('grandmother');
  });
});

describe('a concern about the reporter’s own manager', () => {
  it('goes the other way and never reaches that person, not even in the console', async () => {
    const change = { route: 'about-manager', manager: place.people.judith.id };
    const concern = await raise({ by: 'nadia', staff: true, change });
    expect(await lettersOf(concern)).toEqual(['told Tom Ashworth']);
    const given = { number: concern.number, now: friday };
    expect(await concernForStaff(box.records, reader('judith'), given)).toBeNull();
    const numbers = async (key: keyof Aldermere['people']) =>
      (await openConcerns(box.records, reader(key), friday)).map(({ number }) => number);
    expect(await numbers('judith')).not.toContain(concern.number);
    expect(await numbers('owen')).toContain(concern.number);
    for (const act of [acceptAssurance, tellNextNow]) {
      const input = { ...concern, reason: 'Mine' };
      expect((await act(box.records, input, by('judith'), friday)).kind).toBe('not-found');
    }
    const claimed = { ...concern, from: 'Tom' };
    const outcome = await acknowledgeConcern(box.records, claimed, onBehalf('judith'), friday);
    expect(outcome.kind).toBe('not-found');
  });

  it('goes to the deputy and the manager where the manager is not on the list', async () => {
    const change = { route: 'about-manager', manager: 'other' };
    const concern = await raise({ by: 'dean', change });
    expect(await lettersOf(concern)).toEqual(['told Judith Penn', 'told Tom Ashworth']);
  });

  it('reaches the business unit’s deputy where the agency has none and it is about the manager', async () => {
    const change = {
      route: 'about-manager',
      manager: place.people.judith.id,
      agency: place.agencies.hospital,
    };
    const concern = await raise({ by: 'nadia', staff: true, change });
    expect(await lettersOf(concern)).toEqual(['told Owen Fairley']);
  });
});

describe('an agency without a lead', () => {
  it('has its concern told to the next on the ladder at once', async () => {
    await box.records.database.roleHolding.updateMany({
      where: { contactId: place.people.marek.id },
      data: { toDate: '2027-02-01' },
    });
    const concern = await raise({ change: { agency: place.agencies.housing } });
    expect(await lettersOf(concern)).toEqual([
      'copy-to-officer Owen Fairley',
      'told Nadia Hussain',
    ]);
  });
});

describe('acknowledging', () => {
  it('is done once, by whoever was told; nobody else can', async () => {
    const concern = await raise();
    const tom = await acknowledgeConcern(box.records, concern, by('tom'), friday);
    expect(tom.kind).toBe('not-found');
    const clicks = await Promise.all([
      acknowledgeConcern(box.records, concern, by('priya'), later(1)),
      acknowledgeConcern(box.records, concern, by('priya'), later(1)),
    ]);
    expect(clicks.map(({ kind }) => kind).sort()).toEqual(['acknowledged', 'done-before']);
  });

  it('is entered by the business unit for the agency only with the name of who said so', async () => {
    const concern = await raise();
    const input = { ...concern, from: '' };
    const nameless = await acknowledgeConcern(box.records, input, onBehalf('nadia'), later(1));
    expect(nameless).toMatchObject({ kind: 'refused', problems: [{ field: 'from' }] });
    const named = { ...concern, from: 'Priya Nair' };
    const entered = await acknowledgeConcern(box.records, named, onBehalf('nadia'), later(1));
    expect(entered.kind).toBe('acknowledged');
    expect(await lettersOf(concern)).toContain('respond Priya Nair');
  });
});

describe('closing', () => {
  async function answered(who: 'priya' | 'nadia') {
    const concern = await raise();
    await acknowledgeConcern(box.records, concern, by('priya'), later(1));
    const input = { ...concern, ...safe, from: 'Priya Nair' };
    const actor = who === 'nadia' ? onBehalf('nadia') : by('priya');
    expect((await respondToConcern(box.records, input, actor, later(2))).kind).toBe('assured');
    return concern;
  }

  it('is refused to whoever gave or entered the assurance, and asked of somebody else', async () => {
    const concern = await answered('nadia');
    expect(await lettersOf(concern)).toContain('assurance Owen Fairley');
    expect(await lettersOf(concern)).not.toContain('assurance Nadia Hussain');
    const own = await acceptAssurance(box.records, concern, by('nadia'), later(3));
    expect(own.kind).toBe('own-response');
    expect((await rowOf(concern)).state).toBe('assured');
    const other = await acceptAssurance(box.records, concern, by('owen'), later(3));
    expect(other.kind).toBe('accepted');
    expect(await rowOf(concern)).toMatchObject({
      state: 'closed',
      closedById: by('owen').contactId,
    });
  });

  it('happens once of two who accept and refuse at the same moment', async () => {
    const concern = await answered('priya');
    const outcomes = await Promise.all([
      acceptAssurance(box.records, concern, by('nadia'), later(3)),
      refuseAssurance(box.records, { ...concern, reason: 'More' }, by('owen'), later(3)),
    ]);
    expect(outcomes.filter(({ kind }) => kind === 'done-before')).toHaveLength(1);
  });

  it('needs a reason to refuse or to open again, which the agency reads', async () => {
    const concern = await answered('priya');
    const empty = await refuseAssurance(
      box.records,
      { ...concern, reason: ' ' },
      by('nadia'),
      later(3),
    );
    expect(empty).toMatchObject({ kind: 'no-reason', problems: [{ field: 'reason' }] });
    await acceptAssurance(box.records, concern, by('nadia'), later(3));
    const closed = await closedConcerns(box.records, reader('nadia'), later(3));
    expect(closed.map(({ number }) => number)).toContain(concern.number);
    const again = { ...concern, reason: 'He was seen there again.' };
    expect((await reopenConcern(box.records, again, by('nadia'), later(9))).kind).toBe('reopened');
    const view = (await concernForReader(box.records, reader('priya'), concern.number))?.view;
    expect(view).toMatchObject({ step: 'respond', round: 2, closedAt: null, dueAt: later(33) });
    expect(view?.decisions.at(-1)?.reason).toBe('He was seen there again.');
    expect(view?.statements).toHaveLength(2);
  });
});

describe('the clock of a concern', () => {
  it('tells after a standstill everybody who should have heard by then, each once', async () => {
    const concern = await raise();
    const ref = { partnership: place.id, concern: concern.number, step: 'acknowledge' as const };
    await actOnConcern(box.records, ref, later(9));
    await actOnConcern(box.records, ref, later(9));
    expect(await lettersOf(concern)).toEqual([
      'acknowledge-chase Priya Nair',
      'copy-to-officer Nadia Hussain',
      'escalated Judith Penn',
      'escalated Nadia Hussain',
      'escalated Owen Fairley',
      'escalated Tom Ashworth',
      'told Priya Nair',
    ]);
    const after = await actOnConcern(box.records, ref, later(9));
    expect(after).toMatchObject({ open: 5, overdue: 5, wakesAt: later(10).toISOString() });
  });

  it('does nothing once it is acknowledged, whatever was due', async () => {
    const concern = await raise();
    await acknowledgeConcern(box.records, concern, by('priya'), later(1));
    const ref = { partnership: place.id, concern: concern.number, step: 'acknowledge' as const };
    const wait = await actOnConcern(box.records, ref, later(9));
    expect(wait.open).toBe(0);
    expect(await lettersOf(concern)).not.toContain('escalated Tom Ashworth');
  });
});

describe('a letter about a concern that could not leave in time', () => {
  it('is dropped when somebody has acknowledged in the meantime, and leaves otherwise', async () => {
    const concern = await raise({}, friday);
    const open = await raise({}, friday);
    await acknowledgeConcern(box.records, concern, by('priya'), later(1));
    await box.post.sendDue(later(2), 200);
    const state = async (number: string) =>
      (
        await box.records.database.letter.findFirstOrThrow({
          where: { thread: `${place.id}/${number}`, kind: 'urgent-concern/told' },
        })
      ).state;
    expect(await state(concern.number)).toBe('dropped');
    expect(await state(open.number)).toBe('sent');
    const letter = box.inbox
      .to(place.people.priya.email)
      .findLast(({ subject }) => subject.includes(open.number));
    expect(letter?.subject).toMatch(
      /^Urgent: acknowledge concern 2027-c\d+ by 8:30pm on Friday 5 March 2027 – /,
    );
  });
});

describe('what a reader is shown first', () => {
  it('is the open concerns they were told of or raised', async () => {
    const concern = await raise({ by: 'helen', change: { agency: place.agencies.probation } });
    const lines = async (key: keyof Aldermere['people']) =>
      (await concernsOf(box.records, reader(key), friday)).map(({ number }) => number);
    expect(await lines('lesley')).toEqual([concern.number]);
    expect(await lines('helen')).toEqual([concern.number]);
    expect(await lines('marek')).toEqual([]);
  });
});

describe('a concern whose audit is cancelled', () => {
  it('goes on: the clock tells the next people, and it can be answered and closed', async () => {
    const child = box.audit.children[1]?.caseId;
    const concern = await raise({ change: { about: `case:${child}` } });
    const cancel = { partnershipId: place.id, auditId: box.audit.id, reason: 'Another theme' };
    expect(await cancelAudit(box.records, cancel, by('nadia'), later(1))).toBe('cancelled');
    const ref = { partnership: place.id, concern: concern.number, step: 'acknowledge' as const };
    const wait = await actOnConcern(box.records, ref, later(2));
    expect(wait).toMatchObject({ audit: 'open', open: 2, wakesAt: later(4).toISOString() });
    await box.post.sendDue(later(2), 200);
    const told = await box.inbox.waitFor(place.people.tom.email, concern.number);
    expect(told.subject).toContain('nobody has acknowledged');
    await acknowledgeConcern(box.records, concern, by('tom'), later(3));
    await respondToConcern(box.records, { ...concern, ...safe }, by('tom'), later(4));
    const closed = await acceptAssurance(box.records, concern, by('owen'), later(5));
    expect(closed.kind).toBe('accepted');
  });
});
