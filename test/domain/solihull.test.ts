import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkProfile } from '../../domain/check-profile.ts';
import { processText } from '../../domain/process-in-words.ts';
import { type Profile, type StageKind, stageOfKind } from '../../domain/profile.ts';
import { plannedSections } from '../../domain/report-sections.ts';
import { comesAfter } from '../../domain/stage-order.ts';
import { disseminateStages } from '../../domain/stages/disseminate.ts';
import { goodPlaces } from '../../domain/terms.ts';
import { toolFor, toolsOf } from '../../domain/tools.ts';

const textOf = (name: string) =>
  readFileSync(new URL(`../../profiles/${name}.yaml`, import.meta.url), 'utf8');
function profileOf(name: string): Profile {
  const checked = checkProfile(textOf(name));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.profile;
}
const thematic = profileOf('solihull-thematic');
const dip = profileOf('solihull-dip-sample');
const both: [string, Profile][] = [
  ['the thematic audit', thematic],
  ['the dip sample', dip],
];

function stage<K extends StageKind>(profile: Profile, kind: K) {
  const found = stageOfKind(profile, kind);
  if (!found) throw new Error(kind);
  return found;
}
/** The problems of the thematic profile with one thing changed. */
function problemsAfter(from: string | RegExp, to: string): string {
  const text = textOf('solihull-thematic');
  expect(text.replace(from, to)).not.toBe(text);
  const checked = checkProfile(text.replace(from, to));
  return checked.ok ? '' : checked.problems.map(({ message }) => message).join('\n');
}
const before = (profile: Profile, first: StageKind, then: StageKind) => {
  const kinds = profile.stages.map(({ kind }) => kind);
  return kinds.indexOf(first) < kinds.indexOf(then);
};

describe.each(both)('%s', (_name, profile) => {
  it('has its theme identified by one group and approved by another, and says how often it is held (SO-1, SO-3)', () => {
    expect(stage(profile, 'choose-theme').groups).toEqual([
      { body: 'assurance-and-review-group', does: 'identifies' },
      { body: 'executive', does: 'approves' },
    ]);
    expect(profile.cadence?.perYear).toBe(3);
    const reported = profile.stages.flatMap((each) =>
      each.kind === 'approve' && each.by === 'body' ? [each.body] : [],
    );
    expect(reported).toEqual(
      expect.arrayContaining(['audit-group', 'assurance-and-review-group', 'executive']),
    );
  });

  it('begins nothing before the terms are endorsed, with what good looks like for every question (SO-8, SO-9)', () => {
    const terms = stage(profile, 'agree-terms');
    expect(terms.body).toBe('audit-group');
    expect(terms.endorse).not.toHaveProperty('closeWorkingDaysAfter');
    expect(terms.confirms.join()).toContain('understands the tool');
    const places = goodPlaces(terms, toolsOf(profile)).length;
    expect(places).toBeGreaterThan(10);
    for (const kind of ['draw-sample', 'name-team', 'tell-teams', 'gather-returns'] as const) {
      expect(before(profile, 'agree-terms', kind)).toBe(true);
    }
    const prompts = terms.sections.map(({ prompt }) => prompt).join(' ');
    expect(prompts).toMatch(/purpose, process and focus/);
    expect(prompts).toMatch(/competing demands/);
    expect(prompts).toMatch(/[Cc]onsent, information sharing/);
  });

  it('considers data protection at planning, with the guide on myths (SO-10)', () => {
    const { guidance, sections } = stage(profile, 'agree-terms');
    expect(guidance?.title).toContain('Myths');
    expect(guidance?.text).toContain('does not forbid sharing');
    expect(sections.map(({ prompt }) => prompt).join()).toContain('data protection');
  });

  it('asks at planning whether and how parents are told (SO-45)', () => {
    const asked = stage(profile, 'agree-terms').sections.find(({ key }) => key === 'families');
    expect(asked?.prompt.toLowerCase()).toContain('whether and how parents are told');
    expect(asked?.required).toBe(false);
  });

  it('tells auditors to judge from the view at the time, not with hindsight, and to detail good practice (SO-18)', () => {
    for (const { statement } of toolsOf(profile)) {
      expect(statement.text).toContain('not with hindsight');
      expect(statement.text).toContain('done well, say in detail');
    }
  });

  it('audits at most ten cases at first, and another number is refused (SO-11)', () => {
    expect(stage(profile, 'draw-sample').maxCases).toBe(10);
    expect(stage(profile, 'draw-sample').planning).toBeDefined();
    expect(problemsAfter('size: 6', 'size: 11')).toContain('more than the 10');
  });

  it('leaves the period of practice and the dates to be agreed at planning (SO-12)', () => {
    expect(profile.practiceWindow.months).toBeLessThanOrEqual(6);
    const times = stage(profile, 'agree-terms').sections.find(({ key }) => key === 'times');
    expect(times?.prompt).toContain('which period of practice');
  });

  it('has reflection, lived experience, factors, graded guidance and outcomes in every tool (SO-15)', () => {
    for (const { sections, scale = [] } of toolsOf(profile)) {
      const titles = sections.map(({ title }) => title).join();
      for (const wanted of ['Reflection', 'lived experience', 'affected practice', 'utcomes']) {
        expect(titles).toContain(wanted);
      }
      const factors = sections.find(({ key }) => key === 'context')?.guidance ?? '';
      expect(factors.toLowerCase()).toMatch(/caseloads, changes of staff, restrictions/);
      expect(scale.every(({ descriptor }) => descriptor.length > 0)).toBe(true);
    }
  });

  it('yields numbers and texts alike (SO-16)', () => {
    for (const { sections } of toolsOf(profile)) {
      const types = new Set(sections.flatMap(({ questions }) => questions.map(({ type }) => type)));
      for (const type of ['text', 'rating', 'number']) expect([...types]).toContain(type);
    }
  });

  it('asks what was done to obtain the voice of the child, as distinct from the parent (SO-17, SO-25)', () => {
    for (const { sections } of toolsOf(profile)) {
      const voice = sections.find(({ questions }) => questions.some(({ key }) => key === 'voice'));
      expect(voice?.guidance).toContain('as distinct from');
      expect(voice?.questions.map(({ label }) => label).join()).toContain('evident');
    }
  });

  it('lets nobody audit who practised in a case or is responsible for it (SO-7)', () => {
    for (const { independence } of toolsOf(profile)) {
      expect(independence).toMatchObject({ notCaseHolder: true, notLineManager: true });
      expect(independence?.text).toMatch(/not directly involved in the practice/);
    }
  });

  it('records the context of practice and what was learnt about the audit in its meeting (SO-21, SO-23)', () => {
    const { conclusions, processLearning, moderation } = stage(profile, 'discuss');
    expect(conclusions.map(({ label }) => label)).toContain('What affected practice');
    expect(processLearning && moderation).toBe(true);
  });

  it('has no report before the findings are moderated (SO-26)', () => {
    const at = profile.stages.findIndex(({ kind }) => kind === 'write-report');
    const meeting = stage(profile, 'discuss').key;
    const follows = comesAfter(profile.stages, at).map((key) => key);
    expect(follows).toContain(meeting);
  });

  it('reports in numbers with illustrations, with process learning and how it is shared (SO-27, SO-28)', () => {
    const sections = plannedSections(stage(profile, 'write-report').sections);
    const keys = sections.map(({ key }) => key);
    for (const key of [
      'grades',
      'good-practice',
      'development',
      'conclusions',
      'recommendations',
    ]) {
      expect(keys).toContain(key);
    }
    expect(keys).toContain('process');
    expect(sections.find(({ key }) => key === 'dissemination')?.required).toBe(true);
  });

  it('prompts for standards, trends and reasons, thresholds, gaps and practice to showcase (SO-44)', () => {
    const prompts = plannedSections(stage(profile, 'write-report').sections)
      .map(({ prompt }) => prompt)
      .join(' ');
    for (const wanted of ['standards met', 'trends', 'reasons', 'thresholds', 'gaps', 'showcase']) {
      expect(prompts.toLowerCase()).toContain(wanted);
    }
  });

  it('adopts SMART actions, monitored by one group, with blockers to another (SO-29, SO-35)', () => {
    const { smart, body, exceptions } = stage(profile, 'follow-up');
    expect([smart, body, exceptions?.body]).toEqual([
      true,
      'assurance-and-review-group',
      'executive',
    ]);
  });

  it('has learning confirmed by the review group and reported to the Executive besides blockers (SO-43)', () => {
    const told = profile.stages.flatMap((each) =>
      each.kind === 'approve' && each.by === 'body' ? [[each.body, each.decides]] : [],
    );
    expect(told).toContainEqual(['assurance-and-review-group', 'confirms-lessons']);
    expect(told).toContainEqual(['executive', 'notes']);
  });

  it('has findings fed back by each agency’s own auditor, and staff can answer (SO-31, SO-34)', () => {
    const passing = disseminateStages(profile);
    const staff = passing.flatMap(({ passOn }) => passOn).find(({ key }) => key === 'staff');
    expect(staff).toMatchObject({ by: 'auditors', replies: true });
    const plan = passing.flatMap(({ outputs }) => outputs).find(({ kind }) => kind === 'plan');
    expect(plan?.measures).toBe(true);
  });

  it('sends an agency’s own audit that shows risk to the manager, for the Executive (SO-36)', () => {
    expect(profile.agencyAudits?.body).toBe('executive');
    expect(processText(profile)).toContain('reported by exception');
  });
});

describe('the thematic audit', () => {
  it('has a tool of its own for an agency whose work is another (SO-14, SO-15)', () => {
    const place = { stage: 'tools', stratum: 'early-help' };
    const schools = toolFor(thematic, { ...place, agency: 'schools' });
    const police = toolFor(thematic, { ...place, agency: 'police' });
    const questions = (tool: typeof police) =>
      tool.sections.find(({ key }) => key === 'response')?.questions.map(({ key }) => key);
    expect(questions(police)).toContain('days');
    expect(questions(schools)).not.toContain('days');
  });

  it('is audited by each agency on its own records, and has feedback of families arranged (SO-13, SO-25)', () => {
    expect(stage(thematic, 'gather-returns').who).toBe('agencies');
    expect(stage(thematic, 'check-involvement').feedback).toBe(true);
    expect(stage(thematic, 'gather-feedback')).toBeDefined();
  });

  it('has auditors give first feedback at once, beside the report, and urgent concerns apart (SO-24)', () => {
    const first = thematic.stages.find(({ key }) => key === 'first-feedback');
    expect(first).toMatchObject({ after: ['deep-dive', 'tools'], kind: 'disseminate' });
    expect(processText(thematic)).toContain('Give first feedback in your own agency');
    expect(thematic.urgentConcern.acknowledgeHours).toBeLessThanOrEqual(2);
  });

  it('records talks with key people, and training with how its effect is seen (SO-32, SO-33)', () => {
    const outputs = disseminateStages(thematic).flatMap((each) => each.outputs);
    expect(outputs.find(({ kind }) => kind === 'talk')?.title).toContain('key people');
    expect(outputs.find(({ kind }) => kind === 'training')?.measures).toBe(true);
  });

  it('lets only one stage make something of the report', () => {
    const asked = '{ due: { workingDays: 5 }, escalate: { workingDaysAfter: 1, to: [manager] } }';
    const output = `outputs: [{ key: more, kind: talk, title: More, ask: ${asked} }]`;
    const own = '    passOn:\n      - key: own-agency\n';
    expect(problemsAfter(own, `    ${output}\n${own}`)).toContain(
      '"first-feedback" makes something of the report already',
    );
  });
});

describe('the dip sample', () => {
  it('is audited by one designated team, named before (SO-6, SO-13)', () => {
    expect(stage(dip, 'gather-returns').who).toBe('team');
    expect(stage(dip, 'name-team').newcomers).toBe(true);
    const text = textOf('solihull-dip-sample').replace(/ {2}- key: team\n[\s\S]*?\n\n/, '');
    const checked = checkProfile(text);
    expect(checked.ok ? '' : JSON.stringify(checked.problems)).toContain('needs an audit team');
  });

  it('stands beside an earlier sample in its report (SO-42)', () => {
    const sections = stage(dip, 'write-report').sections ?? [];
    expect(sections.map(({ key }) => key)).toContain('benchmark');
  });
});
