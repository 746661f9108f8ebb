import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cadenceProgramme } from '../../domain/cadence.ts';
import { checkProfile } from '../../domain/check-profile.ts';
import { checkProgramme } from '../../domain/check-programme.ts';
import { focusProblems } from '../../domain/new-audit.ts';
import { compilePlan } from '../../domain/plan.ts';
import { processText } from '../../domain/process-in-words.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { programmeText } from '../../domain/programme-in-words.ts';
import { plannedSections } from '../../domain/report-sections.ts';
import { readThemeQuestions, withThemeQuestions } from '../../domain/theme-questions.ts';
import { toolsOf } from '../../domain/tools.ts';

const folder = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');
const yaml = read('profiles/warrington-audit-day.yaml');
const checked = checkProfile(yaml);
if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
const { profile } = checked;
const plan = compilePlan(profile);

function stageOf<K extends Parameters<typeof stageOfKind>[1]>(kind: K) {
  const stage = stageOfKind<K>(profile, kind);
  if (!stage) throw new Error(`no stage of the kind ${kind}`);
  return stage;
}
const follows = (key: string) => plan.stages.find((stage) => stage.key === key)?.after;

/** The four that head every tool and every record. */
const four = ['worked-well', 'worried', 'differently', 'lived-experience'];

describe('the audit days of a year', () => {
  it('are at least two, and a joint one with the adults’ board (WA-1)', () => {
    const { cadence } = profile;
    if (!cadence) throw new Error('the process has no cadence');
    const made = cadenceProgramme({ profile: 'day', title: 'Audit day', cadence }, 2026);
    expect(made.entries.map(({ month, jointWith }) => [month, jointWith ?? null])).toEqual([
      ['2026-05', null],
      ['2026-11', null],
      ['2027-03', 'Safeguarding Adults Board'],
    ]);
    expect(checkProgramme(JSON.stringify(made))).toMatchObject({ ok: true });
    expect(processText(profile)).toContain(
      'Once more a year, in March, it is held jointly with the Safeguarding Adults Board.',
    );
  });

  it('stand in a programme of their own, which says which day is joint (WA-1)', () => {
    const written = checkProgramme(read('programmes/warrington-2026-27.yaml'));
    if (!written.ok) throw new Error(JSON.stringify(written.problems));
    const { entries } = written.programme;
    expect(entries.filter(({ jointWith }) => !jointWith)).toHaveLength(2);
    expect(entries.every(({ process }) => process === profile.profile)).toBe(true);
    expect(programmeText(written.programme)).toContain('Jointly with: Safeguarding Adults Board');
    const fewer = checkProgramme(
      read('programmes/warrington-2026-27.yaml').replace('type: Joint audit day', 'type: Other'),
    );
    expect(fewer.ok).toBe(false);
  });

  it('invite as facilitators the members of the three groups (WA-2)', () => {
    expect(stageOf('prepare-questions').facilitators?.groups).toEqual([
      'strategic-group',
      'quality-assurance-group',
      'impact-group',
    ]);
  });

  it('mostly have a theme from the plan, a concern or what emerges; one without is possible (WA-3)', () => {
    const { sources, optional } = stageOf('choose-theme');
    expect(sources.map(({ key }) => key)).toEqual(['business-plan', 'concern', 'emerging']);
    expect(optional).toBe(true);
    expect(focusProblems(profile, { focus: '', sources: [] })).toEqual([]);
  });
});

describe('the tool', () => {
  const [tool] = toolsOf(profile);

  it('was developed by the Quality Assurance group and is asked of the agencies involved (WA-4)', () => {
    expect(tool?.statement.text).toContain('developed by the Quality Assurance group');
    expect(follows('involvement')).toEqual(['selection']);
    expect(follows('returns')).toEqual(['involvement']);
  });

  it('goes to a manager, and the invitation to whoever worked with the family (WA-5)', () => {
    expect(tool?.statement.text).toContain('usually completed by a manager');
    const role = tool?.sections.flatMap(({ questions }) => questions).find((q) => q.key === 'role');
    expect(role).toMatchObject({ options: [{ key: 'manager' }, { key: 'other' }] });
    expect(stageOf('discuss').practitioners).toBeDefined();
  });

  it('comes in before the day, for an initial quality assurance (WA-6)', () => {
    expect(stageOf('gather-returns').qualityCheck).toMatchObject({
      check: { due: { workingDays: 2 } },
      revise: { due: { workingDays: 3 }, closeWorkingDaysAfter: 3 },
    });
    expect(follows('collation')).toEqual(['returns']);
    expect(follows('day')).toEqual(['collation']);
  });

  it('is headed by the four questions, and so is the record of the discussion (WA-7)', () => {
    const [first] = tool?.sections ?? [];
    expect(first?.questions.map(({ key }) => key)).toEqual(four);
    expect(first?.questions.every(({ fixed, required }) => fixed && required)).toBe(true);
    const heads = stageOf('discuss').conclusions;
    expect(heads.map(({ key }) => key)).toEqual(four);
    expect(heads.map(({ label }) => label)).toEqual(first?.questions.map(({ label }) => label));
  });

  it.each(four)('may not lose the question %s in a later version (WA-7)', (key) => {
    // By another key it is another question.
    const without = yaml
      .replace('version: 1\n', 'version: 2\n')
      .replaceAll(`key: ${key}`, 'key: other-one');
    const later = checkProfile(without, profile);
    expect(later.ok ? [] : later.problems.map(({ message }) => message).join()).toContain(
      'is a fixed question of “Key questions” in version 1: put it back.',
    );
  });
});

describe('the day', () => {
  it('has a pair of auditors for each case, who write their questions first (WA-8)', () => {
    const { write, independent } = stageOf('prepare-questions');
    expect(write.due).toEqual({ date: 'day', workingDays: 0 });
    expect(independent).toBe(true);
    expect(processText(profile)).toMatch(/Each child that is discussed has a pair of auditors/);
    expect(follows('pairs')).toEqual(['returns']);
  });

  it('keeps what the agencies wrote for the pair of the case, who facilitate it (WA-9)', () => {
    expect(stageOf('circulate-pack').to).toBe('auditors');
    expect(processText(profile)).toContain(
      'the pair of auditors of each child reads those about it, and nobody else.',
    );
  });

  it('ends for each case with the feedback of its pair (WA-10)', () => {
    expect(stageOf('discuss').caseFeedback).toMatchObject({
      due: { date: 'day', workingDays: 1 },
      closeWorkingDaysAfter: 2,
    });
  });

  it('settles themes, findings and recommendations, which the report is made of (WA-11)', () => {
    const sections = plannedSections(stageOf('write-report').sections).map(({ key }) => key);
    expect(sections).toEqual(
      expect.arrayContaining(['themes', 'good-practice', 'development', 'recommendations']),
    );
  });

  it('has a briefing before it that is not mandatory, mostly for those who come first (WA-13)', () => {
    const briefing = stageOf('discuss').practitioners?.briefing;
    expect(briefing?.place).toContain('for the first time');
    expect(processText(profile)).toContain('nobody has to come.');
    const without = yaml.replace(/ {6}briefing:\n( {8}.*\n)+/, '');
    expect(without).not.toBe(yaml);
    expect(checkProfile(without).ok).toBe(true);
  });

  it('is announced as reflective, safe and without blame (WA-14)', () => {
    const text = stageOf('discuss').practitioners?.invitation ?? '';
    expect(text).toMatch(/reflect/);
    expect(text).toMatch(/safe/);
    expect(text).toMatch(/nobody is blamed/);
  });
});

describe('what follows', () => {
  it('is a report that nobody approves, shared with every agency (WA-15)', () => {
    expect(profile.stages.map(({ kind }) => kind)).not.toContain('approve');
    expect(stageOf('disseminate').passOn).toMatchObject([{ by: 'all-agencies', report: true }]);
    expect(follows('sharing')).toEqual(['report']);
  });

  it('is an action plan for the partnership (WA-16)', () => {
    expect(stageOf('follow-up')).toMatchObject({ body: 'strategic-group', everyMonths: 3 });
    expect(follows('actions')).toEqual(['report']);
  });

  it('is that senior representatives hear how practitioners found it (WA-17)', () => {
    const experience = stageOf('disseminate').experience;
    expect(experience?.body).toBe('strategic-group');
    expect(experience?.questions.join()).toContain('senior people');
  });
});

describe('questions on the theme of one audit', () => {
  const questions = readThemeQuestions(' Was early help offered?\r\n\nWho led it?\n');

  it('are added after the four, none of which is left out (WA-7)', () => {
    expect(questions).toEqual(['Was early help offered?', 'Who led it?']);
    const [tool] = toolsOf(withThemeQuestions(profile, questions));
    expect(tool?.sections[0]?.questions.map(({ key }) => key)).toEqual(four);
    expect(tool?.sections.at(-1)).toMatchObject({
      title: 'Questions on the theme',
      questions: [
        { label: 'Was early help offered?', required: true },
        { label: 'Who led it?', required: true },
      ],
    });
    // The process itself stays as it is for every other audit.
    expect(toolsOf(profile)[0]?.sections.at(-1)?.key).toBe('about');
  });

  it('head the record too where the process says so, and only there (WA-7)', () => {
    const heads = (of: typeof profile) => stageOfKind(of, 'discuss')?.conclusions ?? [];
    expect(heads(withThemeQuestions(profile, questions)).map(({ label }) => label)).toEqual(
      expect.arrayContaining(['Was early help offered?', 'Who led it?']),
    );
    const only = checkProfile(yaml.replace('inDiscussion: true', 'inDiscussion: false'));
    if (!only.ok) throw new Error(JSON.stringify(only.problems));
    expect(heads(withThemeQuestions(only.profile, questions)).map(({ key }) => key)).toEqual(four);
  });

  it('are at most as many as the process lets, each once (WA-7)', () => {
    const problems = (...typed: string[]) =>
      focusProblems(profile, { focus: '', sources: [], questions: typed }).map(
        ({ message }) => message,
      );
    expect(problems('1?', '2?', '3?', '4?', '5?')).toEqual([
      'Write at most 4 questions; these are 5.',
    ]);
    expect(problems('1?', '1?')).toEqual(['“1?” stands there twice.']);
    expect(problems('x'.repeat(301)).join()).toContain('A question has at most 300 characters');
    const { themeQuestions: _none, ...returns } = stageOf('gather-returns');
    const stages = profile.stages.map((stage) =>
      stage.kind === 'gather-returns' ? returns : stage,
    );
    expect(
      focusProblems({ ...profile, stages }, { focus: '', sources: [], questions: ['1?'] }),
    ).toMatchObject([{ message: 'This process adds no questions to its tool.' }]);
  });
});
