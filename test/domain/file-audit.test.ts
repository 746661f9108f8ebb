import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toolAsAsked, withFacts } from '../../domain/applicability.ts';
import { dueDateOf } from '../../domain/ask-moments.ts';
import { checkProfile } from '../../domain/check-profile.ts';
import { type NewAudit, newAuditProblems, proposedAudit } from '../../domain/new-audit.ts';
import { processText } from '../../domain/process-in-words.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { toolFor } from '../../domain/tools.ts';

const file = new URL('../../profiles/file-audit.yaml', import.meta.url);
const checked = checkProfile(readFileSync(file, 'utf8'));
if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
const { profile } = checked;
const place = { stage: 'audits', stratum: 'all', agency: 'social-care' };
const tool = withFacts(toolFor(profile, place), profile.facts);
const period = { from: '2025-06-01', to: '2027-06-01' };
const usual = {
  'early-help': 'no',
  'single-assessment': '3 4 2026',
  'child-in-need': 'no',
  'child-protection': 'no',
  care: 'none',
  living: 'home',
};

function asked(facts: Partial<typeof usual>, age = 9) {
  const answers = { facts: { ...usual, ...facts } };
  return toolAsAsked(tool, answers, { stated: {}, age, period }).sections;
}
const sections = (facts: Partial<typeof usual>, age?: number) =>
  asked(facts, age).map(({ key }) => key);
const questions = (facts: Partial<typeof usual>, section: string) =>
  asked(facts)
    .find(({ key }) => key === section)
    ?.questions.map(({ key }) => key);

describe('the tool of a file audit', () => {
  it('asks 1a only where early help was given in the period (FA-8)', () => {
    expect(sections({})).not.toContain('early-help');
    expect(sections({ 'early-help': 'yes' })).toContain('early-help');
  });

  it('always asks 1b, sections 2 to 8 and the case profile (FA-6, FA-7, FA-9, FA-13)', () => {
    const always = ['profile', 'assessment', 'voice', 'oversight', 'partnership', 'diversity'];
    const more = ['plans', 'direct-work', 'feedback', 'permanence', 'judgement', 'actions'];
    expect(sections({})).toEqual(['facts', ...always, ...more]);
  });

  it('asks to explain that there was no single assessment, and grades nothing by it (FA-10)', () => {
    expect(questions({}, 'assessment')).not.toContain('no-single-assessment');
    expect(questions({ 'single-assessment': '' }, 'assessment')).toContain('no-single-assessment');
    const question = tool.sections
      .find(({ key }) => key === 'assessment')
      ?.questions.find(({ key }) => key === 'no-single-assessment');
    expect(question).toMatchObject({ type: 'text', flag: true });
    expect(question?.hint).toContain('not marked down');
  });

  it('asks 1c and 1d both of a child with both spells (FA-11, FA-12)', () => {
    const both = sections({ 'child-in-need': 'yes', 'child-protection': 'yes' });
    expect(both).toEqual(expect.arrayContaining(['child-in-need', 'child-protection']));
    expect(sections({ 'child-protection': 'yes' })).not.toContain('child-in-need');
  });

  it('asks every child about drift, and those in or from care about the rest of 9 (FA-14)', () => {
    expect(questions({}, 'permanence')).toEqual(['drift', 'improve', 'grade']);
    expect(questions({ care: 'formerly' }, 'permanence')).toContain('placement');
  });

  it('asks 10 from sixteen on in supported or independent living (FA-15)', () => {
    expect(sections({ living: 'supported' }, 16)).toContain('independence');
    expect(sections({ living: 'supported' }, 15)).not.toContain('independence');
    expect(sections({ living: 'left-home' }, 17)).toContain('independence');
    expect(sections({}, 17)).not.toContain('independence');
  });

  it('has the four grades with their references, marked as paraphrase (FA-16, FA-17)', () => {
    expect(tool.scale?.map(({ label }) => label)).toEqual([
      'Outstanding',
      'Good',
      'Requires improvement',
      'Inadequate',
    ]);
    expect(tool.scaleSource?.paraphrase).toBe(true);
    const good = tool.scale?.find(({ key }) => key === 'good');
    for (let number = 1; number <= 21; number += 1) {
      expect(good?.guidance).toContain(`(${String(number).padStart(2, '0')})`);
    }
    expect(good?.guidance).toContain('(88)');
    const inadequate = tool.scale?.find(({ key }) => key === 'inadequate');
    expect(inadequate?.descriptor).toMatch(/widespread or serious/i);
  });

  it('ends with the actions that are required (FA-18, FA-22, FA-23)', () => {
    const last = tool.sections.at(-1);
    expect(last?.key).toBe('actions');
    expect(last?.guidance).toContain('line manager');
  });

  it('may not be completed by the allocated worker (FA-5)', () => {
    expect(tool.independence).toMatchObject({ notCaseHolder: true });
  });

  it('looks back over two years (FA-2)', () => {
    expect(profile.practiceWindow.months).toBe(24);
  });
});

describe('the process of a file audit in plain English', () => {
  const text = processText(profile);

  it('tells which sections depend on the child, and that they can be opened or closed (FA-8, FA-11, FA-12, FA-15)', () => {
    expect(text).toContain(
      '“1a Early help and protection” is asked only where “Was early help given in the past two years?” is yes.',
    );
    expect(text).toContain(
      '“10 Independence” is asked only where the child is 16 or older and either “Where does the young person live?” is “In supported living”, “In independent living” or “Has left home or been homeless” or “Care in the past two years” is “Care leaver”.',
    );
    expect(text).toContain('can open or close such a section, with a reason');
  });

  it('tells who passes on what, and who is responsible for the actions (FA-19, FA-20, FA-23, FA-24)', () => {
    expect(text).toContain(
      'Asks everybody who wrote a file audit to see to “Feed the findings and actions back to the Team Manager”, with a copy, and say how, within 5 working days.',
    );
    expect(text).toContain('Asks each collator (one answers for all) to see to');
    expect(text).toContain('The line manager of the case is responsible for each action');
  });

  it('names the group, whose round of follow-up comes three times a year by default (FA-1)', () => {
    const stage = stageOfKind(profile, 'follow-up');
    expect(stage).toMatchObject({ body: 'self-assessment-group', everyMonths: 4 });
  });

  it('is run three times a year, and asks each file of one member (FA-1)', () => {
    expect(profile.cadence).toEqual({ perYear: 3, firstMonth: 6 });
    expect(text).toContain('It is run 3 times a year, in June, October and February.');
  });

  it('says with each urgent concern to phone the line manager of the case at once (FA-21)', () => {
    expect(text).toContain('Tell the line manager of the case yourself, now, by telephone.');
  });
});

describe('a file audit that is started', () => {
  const clock = {
    calendar: { zone: 'Europe/London', holidays: ['2027-05-31'], closures: [] },
    ...profile.clock,
  };
  const now = new Date('2027-05-20T10:00:00Z');
  const started: NewAudit = {
    focus: 'Files of the second quarter',
    sources: [],
    ...proposedAudit(profile, now, clock),
    list: {
      rows: [1, 2].map((number) => ({
        reference: `F-${number}`,
        level: 'all',
        source: 'Case system',
        familyReference: null,
        knownAgencies: ['social-care'],
      })),
      droppedColumns: 0,
    },
    excluded: [],
    leftOut: [],
    allocation: { chosenBy: 'The principal social worker', why: 'One of each team.' },
  };
  const problems = (change: Partial<NewAudit>) =>
    newAuditProblems(profile, { ...started, ...change }, '2027-05-20').map(({ field }) => field);

  it('asked on 20 May for June is due on the last working day of June (FA-3)', () => {
    expect(started.dates.month).toEqual({ degree: 'month', month: '2027-06' });
    expect(problems({})).toEqual([]);
    const { ask } = stageOfKind(profile, 'gather-returns') ?? {};
    if (!ask) throw new Error('nothing is asked');
    const months = { month: '2027-06' };
    expect(dueDateOf(ask, now.toISOString(), { ...clock, dates: {}, months })).toBe('2027-06-30');
    const weekend = { ...clock, dates: {}, months: { month: '2027-10' } };
    expect(dueDateOf(ask, now.toISOString(), weekend)).toBe('2027-10-29');
  });

  it('is allocated before the month begins (FA-3)', () => {
    expect(problems({ dates: { month: { degree: 'month', month: '2027-05' } } })).toEqual([
      'date-month',
    ]);
    expect(problems({ dates: { month: { degree: 'unknown' } } })).toEqual(['date-month']);
  });

  it('says who chose the cases and why', () => {
    expect(problems({ allocation: { chosenBy: '', why: ' ' } })).toEqual([
      'chosenBy',
      'allocationWhy',
    ]);
  });

  it('tells the planning value with the allocation (FA-4)', () => {
    expect(stageOfKind(profile, 'draw-sample')?.planning).toContain('one and a half to two days');
  });
});

describe('a limit of cases', () => {
  it('holds for what is drawn and for what is allocated (SO-11)', () => {
    const limited = structuredClone(profile);
    const stage = stageOfKind(limited, 'draw-sample');
    if (!stage) throw new Error('no sample');
    stage.maxCases = 10;
    const row = { level: 'all', source: 'List', familyReference: null, knownAgencies: [] };
    const rows = Array.from({ length: 11 }, (_, at) => ({ ...row, reference: `F-${at}` }));
    const audit = {
      focus: 'x',
      sources: [],
      window: { from: '2025-05-20', to: '2027-05-20', reason: '' },
      size: { cases: 11, reason: 'More' },
      dates: { month: { degree: 'month' as const, month: '2027-06' } },
      list: { rows, droppedColumns: 0 },
      excluded: [],
      leftOut: [],
      allocation: { chosenBy: 'a', why: 'b' },
    };
    const fields = () => newAuditProblems(limited, audit, '2027-05-20').map(({ field }) => field);
    expect(fields()).toEqual(['list']);
    Object.assign(stage, { how: 'random', size: 8, strata: [{ key: 'all', label: 'All' }] });
    expect(fields()).toContain('cases');
  });
});
