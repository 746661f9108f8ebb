import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cadenceProgramme } from '../../domain/cadence.ts';
import { checkProfile } from '../../domain/check-profile.ts';
import { checkProgramme } from '../../domain/check-programme.ts';
import { missingOrWrong } from '../../domain/completeness.ts';
import { independenceClash } from '../../domain/independence.ts';
import { proposedAudit } from '../../domain/new-audit.ts';
import { compilePlan } from '../../domain/plan.ts';
import { processText } from '../../domain/process-in-words.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { draw } from '../../domain/sampling.ts';
import { toolFor } from '../../domain/tools.ts';

const file = new URL('../../profiles/city-hackney-case-audit.yaml', import.meta.url);
const checked = checkProfile(readFileSync(file, 'utf8'));
if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
const { profile } = checked;
const plan = compilePlan(profile);

function stageOf<K extends Parameters<typeof stageOfKind>[1]>(kind: K) {
  const stage = stageOfKind<K>(profile, kind);
  if (!stage) throw new Error(`no stage of the kind ${kind}`);
  return stage;
}
const toolOf = (stratum: string) =>
  toolFor(profile, { stage: 'returns', stratum, agency: 'police' });
const follows = (key: string) => plan.stages.find((stage) => stage.key === key)?.after;
const groups = profile.stages.flatMap((stage) =>
  stage.kind === 'approve' && stage.by === 'body' ? [stage] : [],
);

describe('the sample of a session', () => {
  const { size = 0, strata, planning } = stageOf('draw-sample');

  it('has five cases of one area and three of the other, whatever the list holds (CH-6)', () => {
    const rows = ['hackney', 'city'].flatMap((level, at) =>
      Array.from({ length: at === 0 ? 60 : 4 }, (_, number) => {
        return { reference: `${level}-${number}`, level, familyReference: null };
      }),
    );
    const seed = '0123456789abcdeffedcba9876543210';
    const drawn = draw({ rows, strata, size, seed, excluded: [], leftOut: [] });
    if (!drawn.ok) throw new Error(JSON.stringify(drawn.problems));
    const levels = drawn.tickets.flatMap((ticket) => (ticket.drawn ? [ticket.reference] : []));
    const of = (level: string) => levels.filter((each) => each.startsWith(level)).length;
    expect([of('hackney'), of('city')]).toEqual([5, 3]);
  });

  it('is of children in need, with protection plans, and with early help near that (CH-3)', () => {
    expect(planning).toMatch(/early help near the threshold/);
    expect(profile.facts).toMatchObject([
      {
        key: 'journey',
        statedBy: 'officer',
        options: [{ key: 'early-help' }, { key: 'child-in-need' }, { key: 'child-protection' }],
      },
    ]);
  });

  it('looks back twelve months from one day, that of the draw, for everybody (CH-11, CH-12)', () => {
    expect(profile.practiceWindow).toEqual({ months: 12, upTo: 'selection' });
    expect(processText(profile)).toContain('12 months back from the day of the case selection');
    const calendar = { zone: 'Europe/London', holidays: [], closures: [] };
    const now = new Date('2027-02-15T10:00:00Z');
    const { window } = proposedAudit(profile, now, { calendar, ...profile.clock });
    expect(window).toEqual({ from: '2026-02-15', to: '2027-02-15', reason: '' });
  });
});

describe('the theme', () => {
  const { kloes, groups } = stageOf('choose-theme');

  it('is selected by the sub-committee under lines of enquiry that the board agreed (CH-1)', () => {
    expect(groups).toEqual([
      { body: 'board', does: 'agrees-lines' },
      { body: 'qa-sub-committee', does: 'chooses' },
    ]);
    expect(follows('selection')).toEqual(['theme']);
    expect(processText(profile)).toContain('“board” agrees the key lines of enquiry.');
  });

  it('has each of its lines asked about in both tools (CH-1)', () => {
    for (const area of ['hackney', 'city']) {
      const named = toolOf(area).sections.flatMap(({ questions }) =>
        questions.flatMap((question) => question.kloe ?? []),
      );
      expect(new Set(named)).toEqual(new Set(kloes.map(({ key }) => key)));
    }
  });
});

describe('the sessions of a year', () => {
  it('are two, by the cadence of the process and in its programme (CH-5)', () => {
    const { cadence, title } = profile;
    if (!cadence) throw new Error('no cadence');
    const made = cadenceProgramme({ profile: profile.profile, title, cadence }, 2027);
    const path = new URL('../../programmes/city-hackney-2027-28.yaml', import.meta.url);
    const text = readFileSync(path, 'utf8');
    const written = checkProgramme(text);
    if (!written.ok) throw new Error(JSON.stringify(written.problems));
    const months = ['2027-05', '2027-11'];
    expect(made.entries.map(({ month }) => month)).toEqual(months);
    expect(written.programme.entries.map(({ month }) => month)).toEqual(months);
    expect(written.programme.entries.map(({ process }) => process)).toEqual([
      profile.profile,
      profile.profile,
    ]);
    const third = text.replace('Case audit session: 2', 'Case audit session: 3');
    expect(checkProgramme(third)).toMatchObject({ ok: false });
  });
});

it('is overseen by the sub-committee (CH-36)', () => {
  expect(profile.overseenBy).toBe('qa-sub-committee');
});

it('names as sources reviews, data, staff and the views of families (CH-2)', () => {
  const keys = stageOf('choose-theme').sources.map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining(['review', 'data', 'staff', 'families']));
});

describe('the tools of the two areas', () => {
  it('are each area’s own (CH-10)', () => {
    const [hackney, city] = ['hackney', 'city'].map((area) =>
      toolOf(area).sections.map(({ key }) => key),
    );
    expect(city).toContain('boundary');
    expect(hackney).not.toContain('boundary');
    const told = processText(profile);
    expect(told).toContain('A completed audit tool for Hackney has 7 sections');
    expect(told).toContain('A completed audit tool for City of London has 8 sections');
  });
});

describe.each(['hackney', 'city'])('the tool of %s', (area) => {
  const tool = toolOf(area);

  it('asks which files were read and which practitioners were talked to (CH-9)', () => {
    const [review] = tool.sections;
    const required = review?.questions.filter((question) => question.required);
    expect(required?.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['files', 'practitioners']),
    );
    expect(stageOf('gather-returns').ask.due).toMatchObject({ date: 'returns' });
  });

  it('asks about the child, its siblings, and parents and carers (CH-12)', () => {
    expect(tool.sections[0]?.guidance).toMatch(/brothers and sisters.*parents\s+and carers/s);
    expect(tool.sections[0]?.questions.map(({ key }) => key)).toContain('family');
  });

  it('is for a service manager or clinician, bound to confidentiality (CH-15)', () => {
    expect(tool.independence?.text).toMatch(/service manager or clinician.*confidentiality/);
    const auditor = tool.sections[0]?.questions.find(({ key }) => key === 'auditor');
    expect(auditor).toMatchObject({
      required: true,
      options: [{ key: 'service-manager' }, { key: 'clinician' }],
    });
    const told = (role: string) =>
      missingOrWrong(tool, { review: { auditor: role } }).filter(
        ({ question }) => question === 'auditor',
      );
    expect(told('service-manager')).toEqual([]);
    expect(told('social-worker')).toHaveLength(1);
    expect(told('')).toHaveLength(1);
  });

  it('is for neither case holder nor line manager (CH-14)', () => {
    const jane = { name: 'Jane Smith', email: 'jane.smith@police.example' };
    const clash = (named: object) => independenceClash(tool.independence, jane, [named]);
    expect(clash({ caseHolder: 'Jane Smith' })).toBe('case-holder');
    expect(clash({ lineManager: 'Jane Smith' })).toBe('line-manager');
    expect(clash({ caseHolder: 'Tom Lee', lineManager: 'Ada Roy' })).toBeNull();
  });

  it('says for what and on which basis information is shared (CH-32)', () => {
    expect(tool.statement.text).toContain('Consent is not required');
    expect(tool.statement.text).toContain('Children Act 2004, section 11');
  });

  it('asks for no names (CH-33)', () => {
    expect(tool.statement.text).toContain('write the pseudonym');
  });

  it('leaves what is about one child to the agency itself (CH-24)', () => {
    expect(tool.sections.at(-1)?.guidance).toContain('stays with your agency');
  });
});

describe('what comes in', () => {
  it('is asked of the lead of every agency, with who can be asked for feedback (CH-7, CH-8)', () => {
    expect(stageOf('check-involvement').feedback).toBe(true);
    expect(follows('involvement')).toEqual(['selection']);
  });

  it('is checked by the board’s team and sent back with a date (CH-16, CH-17)', () => {
    expect(stageOf('gather-returns').qualityCheck).toMatchObject({
      check: { due: { workingDays: 3 } },
      revise: { due: { workingDays: 5 } },
    });
  });

  it('is there with the families’ feedback before the meeting (CH-35)', () => {
    expect(follows('deep-dives')).toEqual(['returns', 'feedback']);
    expect(follows('pack')).toEqual(['deep-dives']);
    expect(follows('meeting')).toEqual(['pack']);
  });
});

describe('the deep dives', () => {
  it('are three, chosen by the chair of the sub-committee unless it is set otherwise (CH-19)', () => {
    expect(stageOf('choose-deep-dives')).toMatchObject({
      howMany: 3,
      by: { chairOf: 'qa-sub-committee' },
    });
  });

  it('have a meeting of their own under an independent chair (CH-20, CH-21)', () => {
    expect(stageOf('discuss')).toMatchObject({ cases: 'chosen', chair: { independent: true } });
  });

  it('bring front-line staff to it besides the agencies’ leads (CH-20)', () => {
    expect(stageOf('discuss').practitioners).toMatchObject({ besides: true });
    expect(processText(profile)).toContain('besides whoever completed a completed audit tool');
  });
});

it('escalates a concern for a response and an assurance that somebody else accepts (CH-25)', () => {
  const { respondHours, acceptedBy } = profile.urgentConcern;
  expect(respondHours).toBe(24);
  expect(acceptedBy).toEqual(['officer', 'officer-deputy', 'manager']);
});

describe('what becomes of it', () => {
  it('is both sides in the report (CH-26)', () => {
    expect(stageOf('write-report').balanced).toBe(true);
  });

  it('is confirmed by the sub-committee with the action plan, then noted (CH-22, CH-23, CH-27)', () => {
    expect(groups).toMatchObject([
      { body: 'qa-sub-committee', decides: 'confirms-lessons', withActionPlan: true },
      { body: 'executive', decides: 'notes' },
      { body: 'board', decides: 'notes' },
    ]);
  });

  it('is on the sub-committee’s plan, with how each outcome is seen (CH-28, CH-29)', () => {
    expect(stageOf('follow-up')).toMatchObject({ body: 'qa-sub-committee', smart: true });
    expect(follows('actions')).toEqual(['qa']);
  });

  it('is a newsletter, a seminar and training, and is told to staff (CH-30, CH-31, CH-34)', () => {
    const { outputs, passOn } = stageOf('disseminate');
    expect(outputs.map(({ kind }) => kind)).toEqual(['newsletter', 'seminar', 'training']);
    expect(passOn).toMatchObject([
      { key: 'staff', by: 'agencies', replies: true },
      { key: 'own-training', by: 'agencies' },
    ]);
  });
});
