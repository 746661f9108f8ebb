import { beforeEach, describe, expect, it } from 'vitest';
import type { ChildAnswer } from '../../domain/involvement-answer.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import {
  answerInvolvement,
  type InvolvementDetail,
} from '../../records/involvement/answer-involvement.ts';
import { closeInvolvement } from '../../records/involvement/involvement.ts';
import { firstBrokenEvent } from '../../records/store/events.ts';
import { openJson } from '../../records/store/sealing.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { prepared } from '../support/prepared.ts';
import { auditAtInvolvement } from '../support/running-audit.ts';

const monday = new Date('2027-03-01T10:00:00Z');
const tuesday = new Date('2027-03-02T11:30:00Z');

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, monday);
  const audit = await auditAtInvolvement(made, place, monday);
  return { place, audit };
});
const { place, audit } = given;
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

async function askOf(agency: keyof Aldermere['agencies']) {
  return records.database.ask.findFirstOrThrow({
    where: { auditId: audit.id, step: 'involvement', agencyId: place.agencies[agency] },
  });
}

function rowsOf(agency: keyof Aldermere['agencies']) {
  return records.database.involvement.findMany({
    where: { auditId: audit.id, agencyId: place.agencies[agency] },
    orderBy: [{ case: { number: 'asc' } }, { serviceId: 'asc' }],
  });
}

function noneKnownBut(known: Partial<Record<number, Partial<ChildAnswer>>>): ChildAnswer[] {
  return audit.children.map(({ caseId, number }) => ({
    caseId,
    known: known[number] !== undefined,
    services: [{ serviceId: null }],
    othersInvolved: [],
    ...known[number],
  }));
}

async function priyaAnswers(answers: ChildAnswer[], now = tuesday) {
  const ask = await askOf('police');
  return answerInvolvement(
    records,
    { partnershipId: place.id, askId: ask.id, answers },
    { contactId: place.people.priya.id },
    now,
  );
}

describe("an agency's safeguarding lead says which children it knew", () => {
  it('keeps the answer for every child, sealed, and asks no more (DD-6)', async () => {
    const spell = {
      serviceId: null,
      from: '2026-10-01',
      to: '2027-02-11',
      lastContact: 'A visit on 11 February <script>alert(1)</script>',
      caseHolder: 'PC Robin Whitaker',
      lineManager: '=cmd|calc',
      auditor: 'DS Dean Whitlock {{7*7}}',
    };
    const answers = noneKnownBut({
      2: { services: [spell], othersInvolved: [place.agencies.housing] },
    });
    expect(await priyaAnswers(answers)).toEqual({ kind: 'answered' });

    const rows = await rowsOf('police');
    expect(rows.map((row) => row.state)).toEqual(
      audit.children.map(({ number }) => (number === 2 ? 'known' : 'not-known')),
    );
    const known = rows.find((row) => row.state === 'known');
    expect(known).toMatchObject({ fromDate: '2026-10-01', toDate: '2027-02-11' });
    const key = await records.keyring.audit(records.database, audit.id);
    const place_ = `Involvement.detailSealed/${known?.id}`;
    const detail = openJson<InvolvementDetail>(
      key,
      place_,
      known?.detailSealed ?? new Uint8Array(),
    );
    expect(detail).toEqual({
      lastContact: spell.lastContact,
      caseHolder: spell.caseHolder,
      lineManager: spell.lineManager,
      auditor: spell.auditor,
      othersInvolved: ['housing'],
    });
    expect(await askOf('police')).toMatchObject({ outcome: 'answered', settledAt: tuesday });
    expect(await firstBrokenEvent(records.database, audit.id)).toBeNull();
  });

  it('has one row for each service that knew the child (DD-6)', async () => {
    const { midwifery } = place.services;
    const visiting = place.services['health-visiting'];
    const ask = await askOf('community-health');
    const answers = noneKnownBut({
      1: {
        services: [
          { serviceId: midwifery, caseHolder: 'Bea Lund' },
          { serviceId: visiting, caseHolder: 'Cora Hale' },
        ],
      },
    });
    await answerInvolvement(
      records,
      { partnershipId: place.id, askId: ask.id, answers },
      { contactId: place.people.sian.id },
      tuesday,
    );
    const rows = (await rowsOf('community-health')).filter((row) => row.state === 'known');
    expect(rows.map((row) => row.serviceId).sort()).toEqual([midwifery, visiting].sort());
    expect(new Set(rows.map((row) => row.caseId)).size).toBe(1);
  });

  it('tells the waiting workflow with ids and counts only', async () => {
    await priyaAnswers(noneKnownBut({ 1: { services: [{ serviceId: null, caseHolder: 'Bea' }] } }));
    const nudge = await records.database.nudge.findFirstOrThrow({
      where: { partnershipId: place.id, word: 'answered' },
    });
    const others = Object.keys(place.agencies).length - 1;
    expect(nudge).toMatchObject({
      workflowId: `audit/${place.id}/${audit.number}`,
      payload: { subject: 'police', wait: { open: others } },
    });
    expect(JSON.stringify(nudge.payload)).not.toContain('Bea');
  });

  it('is not taken half done: every child needs an answer, a known one its service', async () => {
    const answers = noneKnownBut({}).slice(1);
    expect(await priyaAnswers(answers)).toEqual({
      kind: 'incomplete',
      problems: [
        {
          caseId: audit.children[0]?.caseId,
          field: 'known',
          message: 'Say whether your agency knew C1',
        },
      ],
    });
    expect((await rowsOf('police')).every((row) => row.state === 'asked')).toBe(true);

    const ask = await askOf('community-health');
    const outcome = await answerInvolvement(
      records,
      { partnershipId: place.id, askId: ask.id, answers: noneKnownBut({ 3: {} }) },
      { contactId: place.people.sian.id },
      tuesday,
    );
    expect(outcome).toMatchObject({
      kind: 'incomplete',
      problems: [{ field: 'services', message: 'Say which service knew C3' }],
    });
  });

  it('is answered once, by a double click as by a second tab', async () => {
    const answers = noneKnownBut({ 1: {} });
    const outcomes = await Promise.all([priyaAnswers(answers), priyaAnswers(answers)]);
    expect(outcomes.map((each) => each.kind).sort()).toEqual(['already-answered', 'answered']);
    expect(await rowsOf('police')).toHaveLength(audit.children.length);
    const events = await records.database.event.count({
      where: { chain: audit.id, kind: 'involvement.answered' },
    });
    expect(events).toBe(1);
  });

  it('cannot be answered by somebody of another agency or partnership', async () => {
    const ask = await askOf('police');
    const input = { partnershipId: place.id, askId: ask.id, answers: noneKnownBut({}) };
    const rosa = { contactId: place.people.rosa.id };
    expect(await answerInvolvement(records, input, rosa, tuesday)).toEqual({ kind: 'not-found' });
    const priya = { contactId: place.people.priya.id };
    const elsewhere = { ...input, partnershipId: 'somewhere-else' };
    expect(await answerInvolvement(records, elsewhere, priya, tuesday)).toEqual({
      kind: 'not-found',
    });
  });

  it('can be entered by the business unit, who says from whom it came', async () => {
    const ask = await askOf('police');
    const outcome = await answerInvolvement(
      records,
      {
        partnershipId: place.id,
        askId: ask.id,
        answers: noneKnownBut({ 1: {} }),
        onBehalfOf: 'Priya Nair, by telephone on 2 March',
      },
      { contactId: place.people.nadia.id, onBehalf: true },
      tuesday,
    );
    expect(outcome.kind).toBe('answered');
    const [row] = await rowsOf('police');
    expect(row).toMatchObject({ answeredById: place.people.nadia.id });
    expect(row?.onBehalfOf).not.toBeNull();
  });

  it('still counts when it comes after silence was recorded', async () => {
    const ask = await askOf('police');
    await transaction(records, async (tx) => {
      await tx.ask.update({ where: { id: ask.id }, data: { outcome: 'not-answered' } });
      await closeInvolvement(tx, await auditContext(tx, audit.id), ask, monday);
    });
    expect(await priyaAnswers(noneKnownBut({ 5: {} }))).toEqual({ kind: 'answered' });
    const rows = await rowsOf('police');
    expect(rows.filter((row) => row.state === 'known')).toHaveLength(1);
  });

  it('asks an agency that was not asked before and is named as involved (DD-6)', async () => {
    const fire = await records.database.agency.create({
      data: {
        id: crypto.randomUUID(),
        partnershipId: place.id,
        key: 'fire',
        name: 'Fire and Rescue',
        mailDomains: ['fire.example'],
      },
    });
    await priyaAnswers(noneKnownBut({ 1: { othersInvolved: [fire.id] } }));
    const asked = await records.database.ask.findFirst({
      where: { auditId: audit.id, agencyId: fire.id },
    });
    expect(asked).toMatchObject({ step: 'involvement', outcome: null });
    expect(asked?.dueDate).not.toBe((await askOf('housing')).dueDate);
  });
});
