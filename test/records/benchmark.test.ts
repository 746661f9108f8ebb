import { beforeEach, describe, expect, it } from 'vitest';
import { draftReport } from '../../domain/report-draft.ts';
import { plannedSections } from '../../domain/report-sections.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import { benchmarkForm, benchmarkOf, setBenchmark } from '../../records/planning/benchmark.ts';
import { reportFacts } from '../../records/report/report-facts.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { auditAtPack, dates } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';
import { startedAudit } from '../support/started-audit.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, dates.started);
  const audit = await auditAtPack(made, place);
  const earlier = await startedAudit(made, place, dates.started);
  return { place, audit, earlier };
});
const { place, audit, earlier } = given;
const of = { partnershipId: place.id, auditId: audit.id };
const by = { contactId: place.people.nadia.id };
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const set = (typed: { what?: string; earlier?: string; figures?: Record<string, string> }) => {
  const whole = { what: 'The sample of January 2022', earlier: '', figures: {}, ...typed };
  return setBenchmark(records, { ...of, typed: whole }, by, dates.circulated);
};
const firstPlace = async () => {
  const form = await benchmarkForm(records, of);
  return form?.grades?.sections.find(({ own }) => Object.keys(own).length > 0)?.place ?? '';
};

describe('an audit that is read against an earlier one', () => {
  it('stands side by side in numbers with figures of one that was run elsewhere (SO-42)', async () => {
    const where = await firstPlace();
    const figures = { [`${where}/good`]: '4', [`${where}/inadequate`]: '2' };
    expect(await set({ figures })).toEqual({ kind: 'set' });
    const { comparison } = (await benchmarkOf(records, of)) ?? {};
    const section = comparison?.sections.find(({ before }) => Object.keys(before).length > 0);
    expect(section).toMatchObject({ before: { good: 4, inadequate: 2 }, now: { good: 3 } });
  });

  it('is compared with one that was run here by its number (SO-42)', async () => {
    expect(await set({ earlier: earlier.number })).toEqual({ kind: 'set' });
    expect(await benchmarkOf(records, of)).toMatchObject({ audit: { number: earlier.number } });
    expect(await set({ earlier: audit.number })).toMatchObject({
      problems: [{ field: 'earlier' }],
    });
  });

  it('asks for the audit or its figures, and for whole numbers', async () => {
    expect(await set({})).toMatchObject({ problems: [{ field: 'earlier' }] });
    const where = `${await firstPlace()}/good`;
    expect(await set({ figures: { [where]: 'four' } })).toMatchObject({
      problems: [{ field: where }],
    });
    expect(await set({ what: ' ', earlier: earlier.number })).toMatchObject({
      problems: [{ field: 'what' }],
    });
  });

  it('has its numbers in the report, where the report has a section for them (SO-42)', async () => {
    await set({ figures: { [`${await firstPlace()}/good`]: '4' } });
    const facts = await transaction(records, async (tx) =>
      reportFacts(records, tx, await auditContext(tx, audit.id)),
    );
    const sections = plannedSections([{ key: 'benchmark', required: false }]);
    const [section] = draftReport({ ...facts, sections }).sections;
    const text = JSON.stringify(section?.blocks);
    expect(text).toContain('The sample of January 2022');
    expect(text).toMatch(/"Before"(,"\d+")+/);
    const none = draftReport({ ...facts, sections, benchmark: null });
    expect(none.sections).toEqual([]);
  });
});
