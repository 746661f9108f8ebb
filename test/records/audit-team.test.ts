import { beforeEach, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { teamOf } from '../../records/planning/audit-team.ts';
import { teamAsk } from '../../records/planning/team-view.ts';
import { startReturn } from '../../records/returns/start-return.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { aldermere, loadProfile } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import {
  agencyNames,
  auditAtTeam,
  auditorOf,
  involvementAnswered,
  member,
  returnsAsked,
  type TeamAudit,
  teamReturns,
} from '../support/team-audit.ts';

const now = new Date('2027-01-11T10:00:00Z');
const later = new Date('2027-01-13T10:00:00Z');
const tooLate = new Date('2027-01-22T18:00:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, now);
  const audits: Record<string, TeamAudit> = {};
  for (const name of ['solihull-dip-sample', 'solihull-thematic']) {
    const profileVersionId = await transaction(made, (tx) => loadProfile(tx, place.id, name, now));
    audits[name] = await auditAtTeam(made, place, profileVersionId, now);
  }
  return { place, audits };
});
const { place, audits } = given;
const { priya, rosa, nadia, dean } = place.people;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const auditOf = (name: string) => {
  const audit = audits[name];
  if (!audit) throw new Error(name);
  return audit;
};
const dip = () => auditOf('solihull-dip-sample');
const thematic = () => auditOf('solihull-thematic');
const teamAskOf = (auditId: string, agencyId: string) =>
  records.database.ask.findFirstOrThrow({ where: { auditId, step: 'team', agencyId } });
const names = (auditId: string, agencyId: string, members: ReturnType<typeof member>[]) =>
  agencyNames(records, { partnershipId: place.id, auditId, agencyId, members }, later);
const asFarAsInvolvement = (audit: TeamAudit, holder: string) =>
  involvementAnswered(records, { place, audit, holder }, later);
const openAll = (audit: TeamAudit) => returnsAsked(records, { place, audit }, later);
const returnsOf = (auditId: string) => teamReturns(records, auditId);

describe('naming the audit team', () => {
  it('is asked of every agency, with what is wanted of an auditor (SO-6)', async () => {
    expect(await records.database.ask.count({ where: { auditId: dip().id, step: 'team' } })).toBe(
      8,
    );
    const { id } = await teamAskOf(dip().id, place.agencies.police);
    const reader = { partnershipId: place.id, contactId: priya.id };
    const view = await teamAsk(records, reader, id);
    expect(view?.wanted).toContain('what good practice looks like');
    expect(view?.newcomers).toBe(true);
    expect(await teamAsk(records, { ...reader, contactId: nadia.id }, id)).toBeNull();
  });

  it('marks who is new to auditing, and adds people of the agency to the directory (SO-6)', async () => {
    const { id } = thematic();
    const team = [
      member(dean.name, dean.email),
      member('Jo Fenwick', 'jo.fenwick@police.example', 'yes'),
    ];
    expect(await names(id, place.agencies.police, team)).toEqual({ kind: 'answered' });
    expect(await names(id, place.agencies.police, team)).toEqual({ kind: 'already-answered' });
    const named = await teamOf(records.database, id);
    expect(named.map(({ newToAuditing }) => newToAuditing)).toEqual([false, true]);
    expect(named[0]?.contactId).toBe(dean.id);
  });

  it('takes nobody of another agency, and no more than the process wants', async () => {
    const foreign = [member('Tess Mole', 'tess@elsewhere.example')];
    expect(await names(dip().id, place.agencies.police, foreign)).toEqual({
      kind: 'refused',
      at: 0,
      refusal: 'foreign-address',
    });
    const two = [member('A B', 'a@police.example'), member('C D', 'c@police.example')];
    expect(await names(dip().id, place.agencies.police, two)).toMatchObject({ kind: 'incomplete' });
  });

  it('stands as silence where nobody says anything, beside what comes later', async () => {
    const { id, number } = dip();
    const wait = `audit/${place.id}/${number}#team`;
    await actOnClock(records, { partnership: place.id, audit: number, wait }, tooLate);
    expect(await names(id, place.agencies.police, [])).toEqual({ kind: 'answered' });
    const rows = await records.database.teamNaming.findMany({
      where: { auditId: id, agencyId: place.agencies.police },
      orderBy: { answer: 'asc' },
    });
    expect(rows.map(({ answer, late }) => [answer, late])).toEqual([
      ['nobody', true],
      ['silent', false],
    ]);
  });
});

describe('a dip sample', () => {
  it('gives every child to one member of the designated team, evenly (SO-13)', async () => {
    const { id } = dip();
    await names(id, place.agencies.police, [member(dean.name, dean.email)]);
    await names(id, place.agencies['social-care'], [member(rosa.name, rosa.email)]);
    await asFarAsInvolvement(dip(), 'Robin Whitaker');
    await openAll(dip());
    const returns = await returnsOf(id);
    const cases = await records.database.case.count({ where: { auditId: id } });
    expect(returns).toHaveLength(cases);
    const loads = [dean.id, rosa.id].map(
      (contactId) => returns.filter((row) => auditorOf(row) === contactId).length,
    );
    expect(loads).toEqual([cases / 2, cases / 2]);
    const letters = await records.database.letter.findMany({ where: { kind: 'returns/ask' } });
    expect(letters.map(({ contactId }) => contactId).sort()).toEqual([dean.id, rosa.id].sort());
  });

  it('gives no child to whoever holds its case, whichever agency says so (SO-7)', async () => {
    const { id } = dip();
    await names(id, place.agencies.police, [member(dean.name, dean.email)]);
    await names(id, place.agencies['social-care'], [member(rosa.name, rosa.email)]);
    await asFarAsInvolvement(dip(), rosa.name);
    await openAll(dip());
    const auditors = new Set((await returnsOf(id)).map(auditorOf));
    expect([...auditors]).toEqual([dean.id]);
  });

  it('refuses whoever was named as holding or managing the case, whatever they declare (SO-7)', async () => {
    const { id } = dip();
    await names(id, place.agencies['social-care'], [member(rosa.name, rosa.email)]);
    await asFarAsInvolvement(dip(), rosa.name);
    await openAll(dip());
    const [first] = await returnsOf(id);
    const input = { partnershipId: place.id, returnId: first?.id ?? '', independent: true };
    expect(await startReturn(records, input, { contactId: rosa.id }, later)).toEqual({
      kind: 'clash',
      clash: 'case-holder',
    });
    const own = { ...input, independent: false };
    expect(await startReturn(records, own, { contactId: rosa.id }, later)).toMatchObject({
      kind: 'clash',
    });
  });

  it('falls to those who answer for the agencies where nobody was named', async () => {
    await asFarAsInvolvement(dip(), 'Robin Whitaker');
    await openAll(dip());
    const auditors = new Set((await returnsOf(dip().id)).map(auditorOf));
    expect(auditors.size).toBe(8);
  });
});

describe('a thematic audit', () => {
  it('has each agency audit its own records, by whom it named (SO-6, SO-13)', async () => {
    const { id } = thematic();
    const team = [member(dean.name, dean.email), member(priya.name, priya.email)];
    await names(id, place.agencies.police, team);
    await asFarAsInvolvement(thematic(), 'Robin Whitaker');
    await openAll(thematic());
    const returns = await returnsOf(id);
    const cases = await records.database.case.count({ where: { auditId: id } });
    expect(returns).toHaveLength(8 * cases);
    const police = returns.filter(({ request }) => request.agencyId === place.agencies.police);
    expect(police.map(auditorOf).filter((each) => each === dean.id)).toHaveLength(cases / 2);
    expect(police.map(auditorOf).filter((each) => each === priya.id)).toHaveLength(cases / 2);
    const told = await records.database.letter.count({
      where: { kind: 'allocated/ask', contactId: dean.id },
    });
    expect(told).toBeGreaterThan(0);
  });
});
