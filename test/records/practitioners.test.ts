import { beforeEach, describe, expect, it } from 'vitest';
import { checkProfile } from '../../domain/check-profile.ts';
import { ourLook } from '../../domain/look.ts';
import { letters } from '../../emails/letters/catalog.ts';
import { writePlainText } from '../../emails/plain-text.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import { packForParticipant } from '../../records/discussion/pack-view.ts';
import { preparation, preparationsOf } from '../../records/discussion/preparation.ts';
import { answerInvolvement } from '../../records/involvement/answer-involvement.ts';
import { keepPractitioners } from '../../records/involvement/practitioners.ts';
import { loadLetterFacts } from '../../records/letters/letter-facts.ts';
import type { Records } from '../../records/store/transaction.ts';
import {
  auditAtChosenDiscussion,
  besidesYaml,
  placeOfDeepDives,
  practitionersYaml,
} from '../support/deep-dives.ts';
import { dates } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtInvolvement } from '../support/running-audit.ts';

const auditWith = async (made: Records, yaml: string) => {
  const place = await placeOfDeepDives(made, yaml);
  const audit = await auditAtChosenDiscussion(made, place, async ({ id, children }) => {
    const caseOf = (number: number) =>
      children.find((each) => each.number === number)?.caseId ?? '';
    const of = { partnershipId: place.id, auditId: id };
    const health = { ...of, agencyId: place.agencies['community-health'] };
    const police = { ...of, agencyId: place.agencies.police };
    await keepPractitioners(
      made.database,
      [
        { ...health, caseId: caseOf(3), contactId: place.people.imran.id },
        { ...police, caseId: caseOf(2), contactId: place.people.dean.id },
        // C1 is not talked about.
        { ...police, caseId: caseOf(1), contactId: place.people.tom.id },
      ],
      { by: place.people.priya.id, now: dates.started },
    );
  });
  return { place, audit };
};

const { given, fresh } = await prepared((made) => auditWith(made, practitionersYaml));
const { place, audit } = given;
const of = { partnershipId: place.id, auditId: audit.id };
const { imran, dean, tom, priya, sian } = place.people;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

describe('a discussion to which practitioners are invited', () => {
  it('is of those who worked with the families; where nobody is named, of who wrote (WA-5)', async () => {
    const asks = await records.database.ask.findMany({ where: { step: 'attend' } });
    // Police named Dean for C2, and nobody for C3: for that child Priya, who wrote it, is asked.
    expect(asks.map(({ contactId }) => contactId).sort()).toEqual(
      [imran.id, dean.id, priya.id].sort(),
    );
    expect(asks.map(({ contactId }) => contactId)).not.toContain(sian.id);
  });

  it('lets each read what their own agency completed about their own child (WA-12)', async () => {
    const read = (contactId: string) => preparation(records, { ...of, contactId });
    const deans = await read(dean.id);
    expect(
      deans?.cases.map(({ number, tools }) => [number, tools.map(({ agency }) => agency)]),
    ).toEqual([[2, ['Aldermere Police']]]);
    expect(deans?.cases[0]?.tools[0]?.answers).toMatchObject({ recognition: {}, impact: {} });
    expect((await read(imran.id))?.cases.map(({ number }) => number)).toEqual([3]);
    expect((await read(tom.id))?.cases).toEqual([]);
    expect(await read(sian.id)).toBeNull();
    expect(await packForParticipant(records, { ...of, contactId: dean.id })).toBeNull();
    const own = { partnershipId: place.id, contactId: dean.id };
    expect(await preparationsOf(records, own)).toEqual([
      { auditId: audit.id, number: audit.number },
    ]);
  });

  it('shows nothing of a child under hold', async () => {
    await records.database.case.updateMany({ data: { heldAt: dates.circulated } });
    expect((await preparation(records, { ...of, contactId: dean.id }))?.cases).toEqual([]);
  });

  it('invites in the partnership’s own words, with the questions and a briefing that is optional (WA-7, WA-12, WA-13, WA-14)', async () => {
    const ref = { partnership: place.id, audit: audit.number };
    const wait = `audit/${place.id}/${audit.number}#discussion`;
    await actOnClock(records, { ...ref, wait }, new Date('2027-04-22T09:00:00Z'));
    const row = await records.database.letter.findFirstOrThrow({
      where: { kind: 'attend/ask', contactId: dean.id },
    });
    const letter = { ...row, ids: row.ids as Record<string, string>, claimedAt: row.queuedAt };
    const facts = (await loadLetterFacts(records, records.database, [letter])).get(row.id);
    const content = facts && letters['attend/ask'].render(facts);
    const page = { partnership: '', look: ourLook, logo: null, greeting: '', url: '', footer: '' };
    const text = writePlainText({ ...page, content: content ?? { subject: '', blocks: [] } });
    expect(text).toContain('We reflect together. Nobody is blamed.');
    expect(text).toMatch(/1\. Recognition\s+2\. Impact/);
    expect(text).toContain('12:30pm to 1:15pm, Room 2. Come if you like: nobody has to.');
    expect(text).toContain('Friday 23 April 2027');
    expect(content?.invitation?.date).toBe('2027-04-28');
    for (const { names } of audit.children) expect(text).not.toContain(names[0]);
  });

  it('asks the agency for the tool alone, and whom it has named comes to the meeting (WA-5)', async () => {
    const row = await records.database.letter.findFirstOrThrow({
      where: { kind: 'returns/ask', contactId: priya.id },
    });
    const letter = { ...row, ids: row.ids as Record<string, string>, claimedAt: row.queuedAt };
    const facts = (await loadLetterFacts(records, records.database, [letter])).get(row.id);
    const content = facts && letters['returns/ask'].render(facts);
    expect(content?.invitation).toBeUndefined();
    expect(JSON.stringify(content?.blocks)).toContain('we invite whoever worked with the families');
    expect(JSON.stringify(content?.blocks)).not.toContain('Attend the');
  });
});

const both = await prepared((made) => auditWith(made, besidesYaml));

describe('a discussion of agency leads and front-line staff', () => {
  const there = both.given.place;

  it('invites those who worked with the families besides whoever wrote and leads (CH-20)', async () => {
    const own = await both.fresh();
    const asks = await own.database.ask.findMany({ where: { step: 'attend' } });
    const asked = asks.map(({ contactId }) => contactId).sort();
    // Police wrote C2 and C3 and health visiting C3: Priya and Siân lead, Dean and Imran worked there.
    const { priya: lead, sian: health, dean: officer, imran: visitor } = there.people;
    expect(asked).toEqual([lead.id, health.id, officer.id, visitor.id].sort());
  });

  it('lets each front-line worker read their own agency’s tool, and the leads the pack (CH-20)', async () => {
    const own = await both.fresh();
    const audit = { partnershipId: there.id, auditId: both.given.audit.id };
    const { dean: officer, priya: lead } = there.people;
    const read = await preparation(own, { ...audit, contactId: officer.id });
    expect(read?.cases.map(({ number }) => number)).toEqual([2]);
    expect(await packForParticipant(own, { ...audit, contactId: officer.id })).toBeNull();
    expect(await packForParticipant(own, { ...audit, contactId: lead.id })).not.toBeNull();
  });

  it('invites the leads with the request for the tool as well (CH-20)', async () => {
    const own = await both.fresh();
    const row = await own.database.letter.findFirstOrThrow({
      where: { kind: 'returns/ask', contactId: there.people.priya.id },
    });
    const letter = { ...row, ids: row.ids as Record<string, string>, claimedAt: row.queuedAt };
    const facts = (await loadLetterFacts(own, own.database, [letter])).get(row.id);
    const content = facts && letters['returns/ask'].render(facts);
    expect(content?.invitation?.date).toBe('2027-04-28');
  });
});

const involved = await prepared(async (made) => {
  const there = await placeOfDeepDives(made, practitionersYaml);
  return { place: there, audit: await auditAtInvolvement(made, there, dates.started) };
});

describe('an answer on involvement', () => {
  const { place: there, audit: running } = involved.given;

  async function police(email: string) {
    const own = await involved.fresh();
    const ask = await own.database.ask.findFirstOrThrow({
      where: { step: 'involvement', agencyId: there.agencies.police },
    });
    const outcome = await answerInvolvement(
      own,
      {
        partnershipId: there.id,
        askId: ask.id,
        answers: running.children.map(({ caseId, number }) => ({
          caseId,
          known: number === 1,
          services: [{ serviceId: null }],
          othersInvolved: [],
          practitioner: { name: 'Jo Fenn', email },
        })),
      },
      { contactId: ask.contactId },
      dates.started,
    );
    return { outcome, named: await own.database.practitioner.count() };
  }

  it('names who worked with the family, of the children that were known (WA-5)', async () => {
    expect(await police('jo.fenn@police.example')).toEqual({
      outcome: { kind: 'answered' },
      named: 1,
    });
  });

  it('names nobody of another place (WA-5)', async () => {
    const { outcome, named } = await police('jo.fenn@elsewhere.example');
    expect(outcome).toMatchObject({
      problems: [{ message: 'Who worked with C1: the address must be one of your agency.' }],
    });
    expect(named).toBe(0);
  });
});

describe('a process to which practitioners are invited', () => {
  it('heads its tool with the questions that head the record (WA-7)', () => {
    expect(checkProfile(practitionersYaml)).toMatchObject({ ok: true });
    const other = practitionersYaml.replace(
      '      - { key: impact, label: Impact }\n    processLearning',
      '      - { key: lived-experience, label: What was it like for the child? }\n    processLearning',
    );
    expect(other).not.toBe(practitionersYaml);
    expect(checkProfile(other)).toMatchObject({
      ok: false,
      problems: [
        {
          message: expect.stringContaining(
            'is sent to practitioners to think through, but the tool',
          ),
        },
      ],
    });
  });
});
