import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewAudit } from '../../domain/new-audit.ts';
import { authorsOf } from '../../records/approval/approval-rounds.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import { leavingView } from '../../records/audits/leaving-view.ts';
import { pauseAudit } from '../../records/audits/pause-audit.ts';
import { withdrawAgency } from '../../records/audits/withdraw-agency.ts';
import { acceptReturn, sendBack } from '../../records/checks/check-return.ts';
import { askToAttend } from '../../records/discussion/meeting.ts';
import { askToCirculate, circulatePack } from '../../records/discussion/pack.ts';
import { answerInvolvement } from '../../records/involvement/answer-involvement.ts';
import { openRequests } from '../../records/returns/requests.ts';
import { addCase } from '../../records/sample/add-case.ts';
import { sealCase, unsealCase } from '../../records/sample/seal-case.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { aldermere, loadProfile, storeProfile } from '../support/directory.ts';
import { respondentSubmits, respondentSubmitsAll } from '../support/people.ts';
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

const started = new Date('2027-01-11T10:00:00Z');
const named = new Date('2027-01-13T10:00:00Z');
const tuesday = new Date('2027-01-19T10:00:00Z');

/**
 * Dean of the police, Rosa of social care and Marek of housing are the team of three audits: in one the
 * agencies have said whom they knew, in two the children are given out; in the last Rosa holds every case,
 * and one child of the list was not drawn.
 */
const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, started);
  const { dean, rosa, marek } = place.people;
  const team = { police: dean, 'social-care': rosa, housing: marek } as const;
  const profile = await transaction(made, (tx) =>
    loadProfile(tx, place.id, 'solihull-dip-sample', started),
  );
  const auditOf = async (
    holder: string,
    profileVersionId = profile,
    change?: Partial<NewAudit>,
  ) => {
    const audit = await auditAtTeam(made, place, profileVersionId, started, change);
    for (const [agency, { name, email }] of Object.entries(team)) {
      const of = { partnershipId: place.id, auditId: audit.id };
      const agencyId = place.agencies[agency as keyof typeof team];
      await agencyNames(made, { ...of, agencyId, members: [member(name, email)] }, named);
    }
    await involvementAnswered(made, { place, audit, holder }, named);
    return audit;
  };
  const answered = await auditOf('Robin Whitaker');
  const gathering = await auditOf('Robin Whitaker');
  const oneLeft = { size: { cases: 9, reason: 'One is kept for later.' } };
  const ofRosa = await auditOf(rosa.name, profile, oneLeft);
  const checked = await auditOf('Robin Whitaker', await withCheck(made, place.id));
  for (const audit of [gathering, ofRosa, checked]) {
    await returnsAsked(made, { place, audit }, named);
  }
  await made.database.letter.updateMany({ data: { state: 'sent' } });
  return { place, answered, gathering, ofRosa, checked };
});
const { place } = given;

/** The same process, in which the business unit checks what comes in. */
async function withCheck(made: Records, partnershipId: string): Promise<string> {
  const url = new URL('../../profiles/solihull-dip-sample.yaml', import.meta.url);
  const yaml = readFileSync(url, 'utf8')
    .replace('profile: solihull-dip-sample', 'profile: checked-dip-sample')
    .replace(
      '    moreTimeWorkingDays: 2\n',
      `    qualityCheck:
      check: { due: { workingDays: 3 }, chaseWorkingDaysAfter: [1], escalate: { workingDaysAfter: 3, to: [manager] } }
      revise: { due: { workingDays: 5 }, remindWorkingDaysBefore: [1], closeWorkingDaysAfter: 5 }
    moreTimeWorkingDays: 2
`,
    );
  return transaction(made, (tx) => storeProfile(tx, partnershipId, yaml, started));
}

const { dean, rosa, marek, priya, nadia } = place.people;
const by = { contactId: nadia.id };
let records: Records;

let audit: TeamAudit;

beforeEach(async () => {
  records = await fresh();
  audit = given.gathering;
});

const leave = (agency: string, reason = 'She has left.', now = tuesday) =>
  withdrawAgency(records, { partnershipId: place.id, auditId: audit.id, agency, reason }, by, now);
const returns = () => teamReturns(records, audit.id);
const loads = async () => {
  const rows = await returns();
  return [dean, rosa, marek].map(({ id }) => rows.filter((row) => auditorOf(row) === id).length);
};
const numbersOf = async (agencyId: string) =>
  (await returns()).flatMap(({ request, case: { number } }) =>
    request.agencyId === agencyId ? number : [],
  );
const letters = async (kind: string) =>
  (await records.database.letter.findMany({ where: { kind, auditId: audit.id } })).map(
    ({ contactId }) => contactId,
  );
const asksOf = (contactId: string) =>
  records.database.ask.findMany({
    where: { auditId: audit.id, contactId, outcome: null },
    orderBy: { key: 'asc' },
  });
const events = (kind: string) =>
  records.database.event.findMany({ where: { chain: audit.id, kind } });

/** Somebody sends what they have about their first children. */
const sends = async (contactId: string, howMany: number) => {
  const own = (await returns()).filter((row) => auditorOf(row) === contactId);
  for (const { id: returnId } of own.slice(0, howMany)) {
    expect(await respondentSubmits(records, { returnId, contactId }, named)).toBe('submitted');
  }
  return own.slice(0, howMany).map((row) => row.case.number);
};

describe('an agency that leaves an audit team', () => {
  it('has what it has not sent shared out again, and what it has sent is used (SO-13)', async () => {
    const sent = await sends(dean.id, 1);
    const before = await numbersOf(place.agencies.police);
    const view = await leavingView(records, {
      partnershipId: place.id,
      auditId: audit.id,
      agency: 'police',
    });
    const unsent = before.filter((number) => !sent.includes(number));
    expect(view?.ofTeam).toEqual({ children: unsent, kept: sent });

    expect(await leave('police')).toEqual({ kind: 'withdrawn' });
    expect(await returns()).toHaveLength(10);
    expect(await numbersOf(place.agencies.police)).toEqual(sent);
    const [ofDean, ofRosa = 0, ofMarek = 0] = await loads();
    expect(ofDean).toBe(1);
    expect(Math.abs(ofRosa - ofMarek)).toBeLessThan(2);
    expect(ofRosa + ofMarek).toBe(9);
    const [event, ...more] = await events('agency.withdrawn');
    expect(more).toEqual([]);
    const shared = event?.ids as { given: string } | undefined;
    const which = shared?.given.split(' ').map((each) => each.split('=')[0]);
    expect(which).toEqual(unsent.map((each) => `C${each}`));
    expect(await events('request.not-answered')).toEqual([]);
  });

  it('is asked for nothing more, and is told once', async () => {
    expect(await leave('police')).toEqual({ kind: 'withdrawn' });
    const ofPolice = { auditId: audit.id, agencyId: place.agencies.police, outcome: null };
    expect(await records.database.ask.count({ where: ofPolice })).toBe(0);
    expect(await letters('agency-withdrawn')).toEqual([dean.id]);
    const nudged = await records.database.nudge.findMany({
      where: { word: 'agency-withdrawn' },
    });
    const request = (agency: string) => `request/${place.id}/${audit.number}/${agency}`;
    expect(new Set(nudged.map(({ workflowId }) => workflowId))).toEqual(
      new Set(['police', 'social-care', 'housing'].map(request)),
    );
  });

  it('moves the date of whoever is still asked, never to an earlier day, and tells them once', async () => {
    const [usual] = await asksOf(marek.id);
    await leave('police');
    const [kept, ...others] = await asksOf(marek.id);
    expect(others).toEqual([]);
    expect(kept?.dueDate).toBe(usual?.dueDate);
    expect((await letters('child-given')).sort()).toEqual([marek.id, rosa.id].sort());

    const eve = new Date('2027-03-08T10:00:00Z');
    expect(await leave('social-care', 'It has merged.', eve)).toEqual({ kind: 'withdrawn' });
    const [moved] = await asksOf(marek.id);
    expect([moved?.firstDueDate, moved?.dueDate]).toEqual([usual?.dueDate, '2027-03-15']);
    expect(await loads()).toEqual([0, 0, 10]);
  });

  it('tells nobody twice whose first letter has not left yet', async () => {
    await records.database.letter.updateMany({
      where: { kind: 'returns/ask', contactId: marek.id },
      data: { state: 'pending' },
    });
    await leave('police');
    expect(await letters('child-given')).toEqual([rosa.id]);
  });

  it('has somebody who had sent everything asked anew, by another key and with a date of its own', async () => {
    const { requestId } = (await asksOf(marek.id)).find(({ step }) => step === 'returns') ?? {};
    const all = { requestId: requestId ?? '', contactId: marek.id };
    expect(new Set(await respondentSubmitsAll(records, all, named))).toEqual(
      new Set(['submitted']),
    );
    await leave('police');
    const asked = await asksOf(marek.id);
    expect(asked.map(({ step, key }) => [step, key])).toEqual([
      ['returns', `${place.id}/${audit.number}/tools/housing/2`],
    ]);
    const wait = asked[0]?.wait ?? '';
    await actOnClock(records, { partnership: place.id, audit: audit.number, wait }, tuesday);
    const firsts = await records.database.letter.findMany({
      where: { auditId: audit.id, kind: 'returns/ask', contactId: marek.id },
    });
    expect(new Set(firsts.map(({ key }) => key)).size).toBe(2);
    expect(await letters('child-given')).toEqual([rosa.id]);
  });

  it('has each of several whom an agency named asked for theirs, though their lead is asked already', async () => {
    const { tom } = place.people;
    const row = { partnershipId: place.id, auditId: audit.id, agencyId: place.agencies.housing };
    await records.database.teamMember.create({
      data: { ...row, contactId: tom.id, newToAuditing: true, position: 1, namedAt: named },
    });
    await leave('police');
    const own = (await returns()).filter((each) => auditorOf(each) === tom.id);
    expect(own.length).toBeGreaterThan(0);
    const asked = await asksOf(tom.id);
    expect(asked.map(({ step, returnId }) => `${step} ${returnId}`).sort()).toEqual(
      own.map(({ id }) => `allocated ${id}`).sort(),
    );
  });

  it('gives no child to whoever holds its case, by the word of the agency that leaves too (SO-7)', async () => {
    audit = given.ofRosa;
    await leave('police');
    expect(await loads()).toEqual([0, 0, 9]);
  });

  it('is not kept from leaving by children that nobody has been given yet, and is given none', async () => {
    audit = given.answered;
    expect(await leave('police')).toEqual({ kind: 'withdrawn' });
    await returnsAsked(records, { place, audit }, tuesday);
    expect(await loads()).toEqual([0, 5, 5]);
  });

  it('leaves its place to nobody who was named too late', async () => {
    await leave('police');
    await records.database.ask.updateMany({
      where: { auditId: audit.id, step: 'team', agencyId: place.agencies.police },
      data: { outcome: 'not-answered' },
    });
    const of = { partnershipId: place.id, auditId: audit.id, agencyId: place.agencies.police };
    const tom = member('Tom Ashworth', place.people.tom.email);
    expect(await agencyNames(records, { ...of, members: [tom] }, tuesday)).toEqual({
      kind: 'ended',
    });
  });

  it('passes its children to whoever has taken over from one of the team', async () => {
    await records.database.contact.update({
      where: { id: dean.id },
      data: { leftAt: named, replacedById: priya.id },
    });
    await records.database.request.updateMany({
      where: { auditId: audit.id, responsibleId: dean.id },
      data: { responsibleId: priya.id },
    });
    await leave('housing');
    const auditors = new Set((await returns()).map(auditorOf));
    expect(auditors).toEqual(new Set([priya.id, rosa.id]));
  });

  it('has its sealed child given to another when it is unsealed', async () => {
    const [own] = (await returns()).filter((row) => auditorOf(row) === dean.id);
    const child = { partnershipId: place.id, caseId: own?.caseId ?? '' };
    const hold = { ...child, ground: 'court', reason: 'Proceedings.' };
    expect(await sealCase(records, hold, by, tuesday)).toEqual({ kind: 'sealed' });
    await leave('police');
    const ofChild = async () => (await returns()).filter((row) => row.caseId === child.caseId);
    expect(await ofChild()).toEqual([]);
    expect(await unsealCase(records, { ...child, reason: 'They ended.' }, by, tuesday)).toBe(
      'unsealed',
    );
    const [back, ...others] = await ofChild();
    expect(others).toEqual([]);
    expect([rosa.id, marek.id]).toContain(back && auditorOf(back));
  });
});

describe('what an agency sent before it left the team', () => {
  it('is read by the others, and nobody there is invited or asked about it', async () => {
    const [number] = await sends(dean.id, 1);
    await leave('police');
    for (const { requestId, contactId } of [
      ...(await asksOf(rosa.id)),
      ...(await asksOf(marek.id)),
    ]) {
      if (requestId) await respondentSubmitsAll(records, { requestId, contactId }, tuesday);
    }
    const ref = { partnership: place.id, audit: audit.number };
    await askToCirculate(records, { ...ref, stage: 'pack', kind: 'circulate-pack' }, tuesday);
    const own = { partnershipId: place.id, auditId: audit.id };
    expect(await circulatePack(records, own, by, tuesday)).toMatchObject({
      returns: 10,
      people: 2,
    });
    const kept = await records.database.packItem.findFirst({
      where: { returnId: (await returns()).find((row) => row.case.number === number)?.id ?? '' },
    });
    expect(kept).not.toBeNull();
    await askToAttend(records, { ...ref, stage: 'moderation', kind: 'discuss' }, tuesday);
    const coming = await records.database.attendance.findMany({ where: { withdrawnAt: null } });
    expect(coming.map(({ contactId }) => contactId).sort()).toEqual([marek.id, rosa.id].sort());
    const authors = await transaction(records, (tx) => authorsOf(tx, audit.id));
    expect(authors.sort()).toEqual([marek.id, rosa.id].sort());
    expect(await letters('meeting-cancelled')).toContain(dean.id);
  });
});

describe('what an agency sent before it left a team whose audits are checked', () => {
  const remarks = { practice: 'Say by when.' };
  const toCheck = async () => {
    audit = given.checked;
    await sends(dean.id, 1);
    const row = (await returns()).find(({ state }) => state === 'submitted');
    return { partnershipId: place.id, returnId: row?.id ?? '', version: 1 };
  };

  it('is still checked, and accepted, but not sent back to nobody', async () => {
    const version = await toCheck();
    await leave('police');
    expect((await asksOf(nadia.id)).map(({ step }) => step)).toContain('check');
    expect(await sendBack(records, { ...version, remarks }, by, tuesday)).toMatchObject({
      kind: 'incomplete',
      problems: [{ field: 'remark-practice' }],
    });
    expect(await acceptReturn(records, version, by, tuesday)).toMatchObject({ kind: 'accepted' });
  });

  it('goes no further where it was sent back for changes: another audits that child', async () => {
    const version = await toCheck();
    await sendBack(records, { ...version, remarks }, by, named);
    expect((await asksOf(dean.id)).map(({ step }) => step)).toContain('revise');
    await leave('police');
    expect(await asksOf(dean.id)).toEqual([]);
    expect((await returns()).map(({ state }) => state)).toEqual(Array(10).fill('asked'));
    const first = { returnId: version.returnId, version: 1 };
    expect(await records.database.returnVersion.count({ where: first })).toBe(1);
  });
});

describe('leaving an audit team', () => {
  const everything = async () => ({
    returns: (await returns()).map((row) => [row.id, row.state, auditorOf(row)]),
    asks: await records.database.ask.count({ where: { auditId: audit.id, outcome: null } }),
    members: await records.database.teamMember.count({
      where: { auditId: audit.id, withdrawnAt: null },
    }),
    left: await events('agency.withdrawn'),
  });

  it.each<[string, 'gathering' | 'ofRosa', string[], string, string]>([
    ['somebody who stays holds every case', 'ofRosa', ['housing'], 'police', 'nobody-may'],
    ['nobody else is in it', 'gathering', ['housing', 'social-care'], 'police', 'nobody-stays'],
  ])('is refused where %s, and nothing is half done', async (_why, which, first, last, kind) => {
    audit = given[which];
    for (const agency of first) expect(await leave(agency)).toEqual({ kind: 'withdrawn' });
    const before = await everything();
    const children = await numbersOf(place.agencies.police);
    expect(await leave(last)).toEqual({ kind, children });
    expect(await everything()).toEqual(before);
  });

  it('is refused to the last of it also before anybody was given a child', async () => {
    audit = given.answered;
    await leave('police');
    await leave('housing');
    expect(await leave('social-care')).toEqual({ kind: 'nobody-stays', children: [] });
    expect(await leave('probation')).toEqual({ kind: 'withdrawn' });
  });

  it('waits while the audit is paused, unless nothing passes to anybody', async () => {
    const children = await numbersOf(place.agencies.police);
    const own = { partnershipId: place.id, auditId: audit.id, reason: 'Holidays.' };
    await pauseAudit(records, own, by, tuesday);
    expect(await leave('police')).toEqual({ kind: 'paused', children });
    expect(await leave('probation')).toEqual({ kind: 'withdrawn' });
  });

  it('is too late once the others have its audits, or the report is begun', async () => {
    const rows = { partnershipId: place.id, auditId: audit.id };
    const report = { ...rows, key: 'report', kind: 'write-report', begunAt: tuesday };
    await records.database.stage.create({ data: report });
    expect(await leave('police')).toMatchObject({ kind: 'too-late' });
    await records.database.stage.deleteMany({ where: { key: 'report' } });
    const edition = { ...rows, number: 1, circulatedAt: tuesday };
    await records.database.packEdition.create({ data: edition });
    expect(await leave('police')).toEqual({ kind: 'too-late' });
  });

  it('needs a reason, happens once however often it is sent, and not from elsewhere', async () => {
    expect(await leave('police', ' ')).toEqual({ kind: 'no-reason' });
    const both = await Promise.all([leave('police'), leave('police')]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['not-found', 'withdrawn']);
    expect(await events('agency.withdrawn')).toHaveLength(1);
    expect(await letters('agency-withdrawn')).toHaveLength(1);
    expect(await letters('child-given')).toHaveLength(2);
    const input = { partnershipId: 'elsewhere', auditId: audit.id, agency: 'housing', reason: 'X' };
    expect(await withdrawAgency(records, input, by, tuesday)).toEqual({ kind: 'not-found' });
  });

  it('leaves each child with one auditor, whoever sends something in at that moment', async () => {
    const all = await returns();
    const last = (id: string) => all.filter((row) => auditorOf(row) === id).at(-1);
    const submits = async (contactId: string) => {
      const returnId = last(contactId)?.id ?? '';
      return respondentSubmits(records, { returnId, contactId }, tuesday).catch(() => 'too late');
    };
    const [left, own, others] = await Promise.all([
      leave('police'),
      submits(dean.id),
      submits(marek.id),
    ]);
    expect([left, others]).toEqual([{ kind: 'withdrawn' }, 'submitted']);
    const rows = await returns();
    expect(rows.map(({ case: child }) => child.number)).toEqual(
      Array.from({ length: 10 }, (_, at) => at + 1),
    );
    const ofDean = rows.filter((row) => auditorOf(row) === dean.id);
    expect(ofDean.map(({ state }) => state)).toEqual(own === 'submitted' ? ['submitted'] : []);
  });

  it('changes nothing when the stage is entered again from its rows', async () => {
    await leave('police');
    const before = await everything();
    const ref = { partnership: place.id, audit: audit.number, stage: 'tools' };
    await openRequests(records, { ...ref, kind: 'gather-returns' }, tuesday);
    expect(await everything()).toEqual(before);
  });
});

describe('a child that joins once a team has its children', () => {
  const eve = new Date('2027-03-08T10:00:00Z');

  async function joins(): Promise<string> {
    const { stratum } = await records.database.ticket.findFirstOrThrow({
      where: { draw: { auditId: audit.id }, drawn: false, skippedReason: null },
    });
    const partnershipId = place.id;
    const added = { partnershipId, auditId: audit.id, stratum, reason: 'One more is wanted.' };
    expect(await addCase(records, added, by, eve)).toMatchObject({ kind: 'added' });
    const child = await records.database.case.findFirstOrThrow({
      where: { auditId: audit.id },
      orderBy: { number: 'desc' },
    });
    const ask = await records.database.ask.findFirstOrThrow({
      where: {
        auditId: audit.id,
        step: 'involvement',
        agencyId: place.agencies.police,
        outcome: null,
      },
    });
    const service = { serviceId: null, caseHolder: rosa.name, lineManager: 'Alex Thornbury' };
    const answers = [{ caseId: child.id, known: true, services: [service], othersInvolved: [] }];
    const input = { partnershipId, askId: ask.id, answers };
    const said = await answerInvolvement(records, input, { contactId: ask.contactId }, eve);
    expect(said).toEqual({ kind: 'answered' });
    return child.id;
  }

  it('is given to somebody who does not hold its case, who is told and has time for it (SO-7)', async () => {
    audit = given.ofRosa;
    const [ofDean = 0, ofRosa, ofMarek = 0] = await loads();
    // Rosa has the fewest, and holds it.
    expect([ofRosa, ofDean + ofMarek]).toEqual([0, 9]);
    const next = ofDean < ofMarek ? dean : marek;
    const caseId = await joins();
    const auditors = (await returns()).filter((row) => row.caseId === caseId).map(auditorOf);
    expect(auditors).toEqual([next.id]);
    expect(await letters('child-given')).toEqual([next.id]);
    const moved = (await asksOf(next.id)).find(({ step }) => step === 'returns');
    expect(moved?.dueDate).toBe('2027-03-15');
  });
});
