import { beforeEach, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { planningView } from '../../records/planning/planning-view.ts';
import { askToTellTeams, confirmTeamsTold } from '../../records/planning/teams-told.ts';
import { teamsAsk } from '../../records/planning/teams-told-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { plannedAudit } from '../support/planned-audit.ts';
import { prepared } from '../support/prepared.ts';

const started = new Date('2027-01-11T10:00:00Z');
const tuesday = new Date('2027-01-12T10:00:00Z');
const tooLate = new Date('2027-01-18T18:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, started);
  const audit = await plannedAudit(made, place, started);
  const ref = { partnership: place.id, audit: audit.number };
  await askToTellTeams(made, { ...ref, stage: 'teams', kind: 'tell-teams' }, started);
  return { place, audit };
});
const { place, audit } = given;
const { priya, nadia } = place.people;
const of = { partnershipId: place.id, auditId: audit.id };
const wait = `audit/${place.id}/${audit.number}#teams`;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const askOf = (agencyId: string) =>
  records.database.ask.findFirstOrThrow({ where: { ...of, step: 'teams-told', agencyId } });
const confirms = async (typed = {}, now = tuesday, by: object = { contactId: priya.id }) => {
  const { id: askId } = await askOf(place.agencies.police);
  const told = { answer: 'told', toldOn: '12 1 2027', text: 'In the briefing at nine.' };
  const input = { partnershipId: place.id, askId, typed: { ...told, ...typed }, ...by };
  const { contactId, onBehalf } = { contactId: priya.id, onBehalf: false, ...by };
  return confirmTeamsTold(records, input, { contactId, onBehalf }, now);
};
const policeLines = async () =>
  ((await planningView(records, of))?.teams ?? []).filter(({ agency }) => agency.key === 'police');

describe('telling the teams', () => {
  it('is asked of every agency, with the note of one page (SO-8)', async () => {
    expect(await records.database.ask.count({ where: { ...of, step: 'teams-told' } })).toBe(8);
    const { id } = await askOf(place.agencies.police);
    const reader = { partnershipId: place.id, contactId: priya.id };
    const view = await teamsAsk(records, reader, id);
    expect(view?.note.text).toContain('Nobody is blamed');
    expect(await teamsAsk(records, { ...reader, contactId: nadia.id }, id)).toBeNull();
  });

  it('is confirmed with the day on which they were told (SO-8)', async () => {
    expect(await confirms({ toldOn: '13 1 2027' })).toMatchObject({
      problems: [{ field: 'toldOn' }],
    });
    expect(await confirms()).toEqual({ kind: 'confirmed' });
    expect(await confirms()).toEqual({ kind: 'already-confirmed' });
    expect(await policeLines()).toMatchObject([
      { answer: 'told', toldOn: '2027-01-12', late: false, by: priya.name },
    ]);
  });

  it('stands as silence where nobody says so, beside what comes later (SO-8)', async () => {
    await actOnClock(records, { partnership: place.id, audit: audit.number, wait }, tooLate);
    expect(await policeLines()).toMatchObject([{ answer: 'silent' }]);
    expect(await confirms({}, tooLate)).toEqual({ kind: 'confirmed' });
    expect(await policeLines()).toMatchObject([
      { answer: 'silent' },
      { answer: 'told', late: true },
    ]);
  });

  it('is entered by the business unit as it came by phone, and the agency hears of it', async () => {
    const received = { from: 'Priya Nair', how: 'phone', receivedOn: '2027-01-12' };
    const by = { contactId: nadia.id, onBehalf: true, received };
    expect(await confirms({}, tuesday, by)).toEqual({ kind: 'confirmed' });
    expect(await policeLines()).toMatchObject([{ received: { how: 'phone' } }]);
    const letters = await records.database.letter.findMany({
      where: { kind: 'teams-told/entered' },
    });
    expect(letters).toHaveLength(1);
  });
});
