import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bankHolidays } from '../../domain/bank-holidays.ts';
import {
  focusProblems,
  type NewAudit,
  newAuditProblems,
  proposedAudit,
} from '../../domain/new-audit.ts';
import { profileSchema, stageOfKind } from '../../domain/profile.ts';

const file = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);
const profile = profileSchema.parse(parse(readFileSync(file, 'utf8')));
const calendar = { zone: 'Europe/London', holidays: bankHolidays(2026, 2028), closures: [] };
const now = new Date('2027-03-01T10:00:00Z');
const today = '2027-03-01';

const levels = stageOfKind(profile, 'draw-sample')?.strata.map(({ key }) => key) ?? [];
const rows = levels.flatMap((level) =>
  ['1', '2', '3'].map((number) => ({
    reference: `${level}-${number}`,
    level,
    source: 'Case system',
    familyReference: null as string | null,
    knownAgencies: [],
  })),
);
const audit: NewAudit = {
  focus: 'Children who go missing',
  sources: [{ kind: 'concern', rationale: 'Responses came late' }],
  ...proposedAudit(profile, now, { ...profile.clock, calendar }),
  list: { rows, droppedColumns: 0 },
  excluded: [],
  leftOut: [],
};
const problemsOf = (change: Partial<NewAudit>) =>
  newAuditProblems(profile, { ...audit, ...change }, today).map(({ field }) => field);

describe('starting an audit', () => {
  it('finds nothing wrong with what the profile proposes', () => {
    expect(newAuditProblems(profile, audit, today)).toEqual([]);
  });

  it('needs one practice focus (DD-1)', () => {
    expect(problemsOf({ focus: '  ' })).toEqual(['focus']);
  });

  it('says what is missing by what the page asks for, where nobody is asked about children', () => {
    const file = new URL('../../profiles/solihull-schools-175.yaml', import.meta.url);
    const schools = profileSchema.parse(parse(readFileSync(file, 'utf8')));
    const messages = focusProblems(schools, { focus: '', sources: [] }).map((each) => each.message);
    expect(messages).toContain('Enter what this audit is called.');
  });

  it('may begin without a theme where the process says so, and under a key line otherwise (WA-3, CH-1)', () => {
    const planned = profileSchema.parse(
      parse(
        readFileSync(new URL('../support/profiles/planned-audit.yaml', import.meta.url), 'utf8'),
      ),
    );
    const fields = (theme: Pick<NewAudit, 'focus' | 'sources' | 'kloes'>) =>
      focusProblems(planned, theme).map(({ field }) => field);
    expect(fields({ focus: '', sources: [], kloes: [] })).toEqual([]);
    const sources = [{ kind: 'review', rationale: 'It found late help.' }];
    expect(fields({ focus: 'Early help', sources, kloes: [] })).toEqual(['kloes']);
    expect(fields({ focus: 'Early help', sources, kloes: ['health'] })).toEqual(['kloes']);
    expect(fields({ focus: 'Early help', sources, kloes: ['help'] })).toEqual([]);
    expect(fields({ focus: 'Early help', sources: [], kloes: ['help'] })).toEqual(['sources']);
  });

  it('offers what children and families say as a source of a theme (CH-2)', () => {
    const planned = profileSchema.parse(
      parse(
        readFileSync(new URL('../support/profiles/planned-audit.yaml', import.meta.url), 'utf8'),
      ),
    );
    const labels = stageOfKind(planned, 'choose-theme')?.sources.map(({ label }) => label);
    expect(labels).toContain('Views of children, young people and families');
  });

  it('needs at least one source, each with its rationale (DD-2)', () => {
    expect(problemsOf({ sources: [] })).toEqual(['sources']);
    const sources = [
      { kind: 'review', rationale: '' },
      { kind: 'concern', rationale: 'Late responses' },
    ];
    expect(problemsOf({ sources })).toEqual(['rationale-review']);
    expect(problemsOf({ sources: [{ kind: 'gossip', rationale: 'So they say' }] })).toEqual([
      'sources',
    ]);
  });

  it('proposes eight children and takes another number with a reason only (DD-3)', () => {
    expect(audit.size.cases).toBe(8);
    expect(problemsOf({ size: { cases: 6, reason: '' } })).toEqual(['casesReason']);
    expect(problemsOf({ size: { cases: 6, reason: 'A small partnership' } })).toEqual([]);
    expect(problemsOf({ size: { cases: 2.5, reason: 'Half a child' } })).toContain('cases');
  });

  it('proposes the past six months and takes another period with a reason only (DD-4)', () => {
    expect(audit.window).toMatchObject({ from: '2026-09-01', to: '2027-03-01' });
    const year = { from: '2026-03-01', to: '2027-03-01' };
    expect(problemsOf({ window: { ...year, reason: '' } })).toEqual(['windowReason']);
    expect(problemsOf({ window: { ...year, reason: 'Court delays' } })).toEqual([]);
  });

  it('takes six months that ended a little while ago as the usual period (DD-4)', () => {
    const prepared = { from: '2026-08-20', to: '2027-02-20', reason: '' };
    expect(problemsOf({ window: prepared })).toEqual([]);
    const old = { from: '2026-01-20', to: '2026-07-20', reason: '' };
    expect(problemsOf({ window: old })).toEqual(['windowReason']);
  });

  it.each([
    ['ends in the future', { from: '2026-10-01', to: '2027-04-01' }, 'windowTo'],
    ['begins after it ends', { from: '2027-02-01', to: '2027-01-01' }, 'windowFrom'],
    ['has a day that does not exist', { from: '2026-02-31', to: '2027-01-01' }, 'windowFrom'],
  ])('refuses a period that %s', (_, window, field) => {
    expect(problemsOf({ window: { ...window, reason: 'Because' } })).toEqual([field]);
  });

  it('refuses a level without any child, unless it is left out with a reason (DD-5)', () => {
    const list = { rows: rows.filter((row) => row.level !== 'child-in-care'), droppedColumns: 0 };
    expect(problemsOf({ list })).toEqual(['left-out-child-in-care']);
    const leftOut = [{ stratum: 'child-in-care', reason: 'None went missing' }];
    expect(problemsOf({ list, leftOut })).toEqual([]);
  });

  it('refuses to leave a level out that has children (DD-5)', () => {
    const leftOut = [{ stratum: 'universal', reason: 'Too many' }];
    expect(problemsOf({ leftOut })).toEqual(['left-out-universal']);
  });

  it('refuses a list in which brothers and sisters leave too few children', () => {
    const family = rows.map((row) => ({ ...row, familyReference: 'F1' }));
    const problems = newAuditProblems(
      profile,
      { ...audit, list: { rows: family, droppedColumns: 0 } },
      today,
    );
    expect(problems[0]?.message).toContain('brothers or sisters');
  });

  it('refuses to exclude a child that is not on the list', () => {
    const excluded = [{ reference: 'universal-9', reason: 'Audited in the past 12 months' }];
    expect(problemsOf({ excluded })).toEqual(['excluded']);
  });

  it('refuses dates out of order under the date that is wrong', () => {
    const dates = { ...audit.dates, discussion: { degree: 'fixed' as const, date: '2027-03-10' } };
    expect(problemsOf({ dates })).toEqual(['date-discussion']);
  });
});
