import { beforeAll, describe, expect, it } from 'vitest';
import { auditContext } from '../../records/audits/audit-context.ts';
import { finishReport } from '../../records/report/circulate-report.ts';
import { checkedHits } from '../../records/report/report-check.ts';
import { saveReport } from '../../records/report/save-report.ts';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey, sealJson } from '../../records/store/sealing.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { lendDatabase } from '../support/lent-database.ts';
import { freshDatabase } from '../support/postgres.ts';
import {
  auditAtReport,
  newestReport,
  officerClears,
  reportDates,
} from '../support/reported-audit.ts';
import type { RunningAudit } from '../support/running-audit.ts';

const { url } = await freshDatabase();
const records: Records = { database: lendDatabase(url), keyring: openKeyring(newKey()) };
const now = reportDates.written;

let place: Aldermere;
let audit: RunningAudit;
const by = () => ({ contactId: place.people.nadia.id });
const of = () => ({ partnershipId: place.id, auditId: audit.id });

beforeAll(async () => {
  place = await aldermere(records, dates.started);
  audit = await auditAtReport(records, place);
  await officerClears(records, { place, audit }, now);
  await childMovesTo('12 Mill Lane, Aldermere');
});

async function childMovesTo(address: string): Promise<void> {
  const { database } = records;
  const { caseId } = audit.children[0] as { caseId: string };
  const { id } = await database.casePerson.findFirstOrThrow({
    where: { caseId, relation: 'subject' },
  });
  const key = await records.keyring.audit(database, audit.id);
  const detail = { names: ['Tegan Blakemore', 'Tegan Hart'], born: '2014-03-09', address };
  const detailSealed = sealJson(key, `CasePerson.detailSealed/${id}`, detail);
  await database.casePerson.update({ where: { id }, data: { detailSealed } });
}

/** The officer writes this as a theme, and tries to finish the report. */
async function finishWith(text: string) {
  const { version: seen } = await newestReport(records, audit.id);
  const edit = { blocks: { 'themes-1': { text } }, added: [] };
  await saveReport(records, { ...of(), seen, edit }, by(), now);
  const { version, report } = await newestReport(records, audit.id);
  const context = await auditContext(records.database, audit.id);
  const hits = await checkedHits(records, records.database, { context, report });
  const open = hits.filter(({ cleared }) => cleared === null);
  const outcome = await finishReport(records, { ...of(), version }, by(), now);
  return { kinds: open.map(({ kind, blockId }) => `${blockId}: ${kind}`), outcome };
}

describe('the report does not leave the business unit', () => {
  it.each([
    ['the name of a child', 'Tegan was seen alone.', 'name'],
    ['another name of a child', 'Miss Hart was seen alone.', 'possible-name'],
    ['a parent', 'Kirsty said so.', 'name'],
    ['the initials of a child', 'TB was seen alone.', 'initials'],
    ['a case holder', 'Robin Whitaker visited.', 'name'],
    ['a line manager', 'Thornbury agreed.', 'name'],
    ['whoever wrote a tool', 'Priya Nair wrote this.', 'name'],
    ['the officer', 'Nadia said so.', 'name'],
    ['a date of birth', 'Born on 9.3.14.', 'date-of-birth'],
    ['a local reference', 'See ALD1003.', 'local-reference'],
    ['an address', 'The family at 12 Mill Lane.', 'address'],
    ['an NHS number', 'No. 943 476 5919.', 'nhs-number'],
    ['a postcode', 'In AL1 2AB.', 'postcode'],
    ['a telephone number', 'Ring 01632 960 123.', 'phone'],
    ['an email address', 'Write to a@b.example.', 'email'],
  ])('while it holds %s (DD-18, CH-33)', async (_what, text, kind) => {
    expect(await finishWith(text)).toEqual({
      kinds: [`themes-1: ${kind}`],
      outcome: { kind: 'identifiers', open: 1 },
    });
  });

  it('and does once none of it is left (DD-18)', async () => {
    const { outcome } = await finishWith('Fathers were seldom asked.');
    expect(outcome).toEqual({ kind: 'finished' });
  });
});
