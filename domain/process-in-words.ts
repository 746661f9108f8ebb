import { type AskInWords, askInWords, roleInWords } from './ask-in-words.ts';
import { startDateKey } from './audit-dates.ts';
import { type Cadence, cadenceMonths } from './cadence.ts';
import { formatMonth } from './calendar.ts';
import { counted, listed, officerOf, withArticle } from './phrases.ts';
import type { Profile, StageSettings } from './profile.ts';
import { ruleInWords } from './rule-in-words.ts';
import type { Rule } from './rules.ts';
import { sentenceCase } from './sentence-case.ts';
import { asksOfStage } from './stage-asks.ts';
import { rulesOf } from './stage-kinds.ts';
import { comesAfter, endedBefore } from './stage-order.ts';
import { stageTitle } from './stage-words.ts';
import type { Fact, Tool } from './tool.ts';
import { toolsOf } from './tools.ts';
import type { Words } from './words.ts';

/** A process as a business unit reads it. */
export interface ProcessInWords {
  title: string;
  version: number;
  source: string | null;
  /** What holds for the whole of it: the audit period, the dates, the tool, the clock. */
  about: string[];
  dates: { label: string; when: string }[];
  stages: StageInWords[];
  urgentConcern: string[];
}

export interface StageInWords {
  number: number;
  key: string;
  title: string;
  /** When it begins: "After 2. Random selection." */
  begins: string;
  does: string[];
  asks: AskInWords[];
}

/** Says what a profile does: its stages in order, who is asked, by when, what silence means, who is told. */
export function processInWords(profile: Profile): ProcessInWords {
  return {
    title: profile.title,
    version: profile.version,
    source: profile.source ?? null,
    about: [
      ...generally(profile),
      ...factsInWords(profile),
      ...toolsOf(profile).flatMap((tool) => toolInWords(profile, tool)),
    ],
    dates: profile.dates.map((date) => ({ label: date.label, when: countedFrom(profile, date) })),
    stages: profile.stages.map((stage, position) => stageInWords(profile, stage, position)),
    urgentConcern: concernInWords(profile),
  };
}

/** The same as plain text. */
export function processText(profile: Profile): string {
  const told = processInWords(profile);
  const dates = told.dates.map(({ label, when }) => `- ${label}: ${when}.`);
  return [
    `${told.title}, version ${told.version}`,
    ...(told.source ? [`Source: ${told.source}`] : []),
    '',
    ...told.about,
    ...(dates.length > 0 ? ['', 'Dates, proposed when an audit starts:', ...dates] : []),
    ...told.stages.flatMap(stageText),
    '',
    'Urgent concerns, at any time',
    ...told.urgentConcern.map((sentence) => `   ${sentence}`),
  ].join('\n');
}

function stageText({ number, title, begins, does, asks }: StageInWords): string[] {
  return [
    '',
    `${number}. ${title}`,
    ...[begins, ...does].map((sentence) => `   ${sentence}`),
    ...asks.flatMap((ask) => [
      `   - ${ask.asks}`,
      `     ${[...ask.letters, ask.silence].join(' ')}`,
    ]),
  ];
}

function generally(profile: Profile): string[] {
  const { practiceWindow, clock, words, cadence, agencyAudits, overseenBy } = profile;
  return [
    ...(cadence ? [cadenceInWords(cadence)] : []),
    ...(cadence?.joint
      ? [
          `Once more a year, in ${formatMonth(`2000-${String(cadence.joint.month).padStart(2, '0')}`).replace(/ \d+$/, '')}, it is held jointly with the ${cadence.joint.with}.`,
        ]
      : []),
    ...(overseenBy
      ? [
          `The ${words.body} “${overseenBy}” oversees it: it is told of each audit that begins, and can see at any time where it stands.`,
        ]
      : []),
    `The ${words.window} reaches ${counted(practiceWindow.months, 'month')} back from ${practiceWindow.upTo === 'start' ? 'the start of an audit' : `the day of the ${words.draw}`}.`,
    ...(agencyAudits
      ? [
          `Where an agency’s own audit shows risk to children, it is reported by exception: within ${counted(agencyAudits.scheduleWorkingDays, 'working day')} the manager of the ${words.businessUnit} schedules a report to the ${words.body} “${agencyAudits.body}”.`,
        ]
      : []),
    `Letters leave on working days from ${clock.lettersLeave}; a date falls due at ${clock.closeOfDay}.`,
  ];
}

function cadenceInWords(cadence: Cadence): string {
  const { perYear, years } = cadence;
  const months = cadenceMonths(cadence, years?.from ?? 2000);
  const named = listed(months.map((month) => formatMonth(month).replace(/ \d+$/, '')));
  const often = perYear === 1 ? 'once' : counted(perYear, 'time');
  return years
    ? `It is run ${often} every ${years.every} years from ${years.from}, in ${named}.`
    : `It is run ${often} a year, in ${named}.`;
}

/** What is asked about each child's case before the tool, and of whom. */
function factsInWords({ facts, words }: Profile): string[] {
  const statedBy = (who: 'officer' | 'auditor') =>
    facts.filter((fact) => fact.statedBy === who).map(({ label }) => `“${label}”`);
  const officer = statedBy('officer');
  const auditor = statedBy('auditor');
  return [
    ...(officer.length > 0
      ? [`With who a child is, ${officerOf(words)} states: ${listed(officer)}.`]
      : []),
    ...(auditor.length > 0
      ? [
          `Whoever completes ${withArticle(words.return)} says first, about the child: ${listed(auditor)}.`,
        ]
      : []),
  ];
}

function toolInWords(profile: Profile, tool: Tool): string[] {
  const { words, facts } = profile;
  const sections = tool.sections.map(({ title }) => title);
  return [
    `${sentenceCase(withArticle(words.return))}${whichTool(profile, tool)} has ${counted(sections.length, 'section')}: ${listed(sections)}.`,
    ...rulesInWords(tool, facts, words),
    ...(tool.scale
      ? [
          `Grades: ${listed(tool.scale.map(({ label }) => label))}.${tool.noGrade ? ' Giving none, with a reason, is an answer too.' : ''}`,
        ]
      : ['It gives no grades.']),
    ...(tool.independence ? [`Whoever completes it confirms: “${tool.independence.text}”`] : []),
  ];
}

/** Of several tools: the levels or areas for which it is asked, or else its key. */
function whichTool({ tools = [], stages }: Profile, tool: Tool): string {
  const key = tools.find((each) => each === tool)?.key;
  if (key === undefined || tools.length < 2) return '';
  const byPart = stages.find((stage) => stage.kind === 'gather-returns')?.toolByPart;
  if (byPart) return key === byPart.attendee ? ' of whoever attended' : ' of their manager';
  const asked = stages.flatMap((stage) =>
    stage.kind === 'gather-returns' ? Object.entries(stage.toolByStratum ?? {}) : [],
  );
  const strata = new Set(asked.flatMap(([stratum, named]) => (named === key ? [stratum] : [])));
  const labels = stages.flatMap((stage) =>
    stage.kind === 'draw-sample' ? stage.strata.filter((each) => strata.has(each.key)) : [],
  );
  return labels.length === 0 ? ` “${key}”` : ` for ${listed(labels.map(({ label }) => label))}`;
}

/** Which sections and questions depend on the child, and on what. */
function rulesInWords({ sections }: Tool, facts: readonly Fact[], words: Words): string[] {
  const where = (rule: Rule) => `only where ${ruleInWords(rule, facts, words)}`;
  const ruled = sections.flatMap(({ title, applies }) =>
    applies ? [`“${title}” is asked ${where(applies.when)}.`] : [],
  );
  const questions = sections.flatMap(({ title, questions }) =>
    questions.flatMap(({ label, when, flag }) =>
      when
        ? [
            `Under “${title}”, “${label}” is asked ${where(when)}${flag ? '; it is marked as an explanation' : ''}.`,
          ]
        : [],
    ),
  );
  return [
    ...ruled,
    ...(ruled.length > 0
      ? ['Whoever completes it can open or close such a section, with a reason.']
      : []),
    ...questions,
  ];
}

function countedFrom(
  { dates }: Profile,
  { from, workingDays, days, months }: Profile['dates'][number],
): string {
  const other = dates.find(({ key }) => key === from)?.label;
  const anchor = from === startDateKey || !other ? 'the start' : `“${other}”`;
  const far = workingDays ?? days ?? months ?? 0;
  if (far === 0) return `on the day of ${anchor}`;
  const unit = workingDays !== undefined ? 'working day' : days !== undefined ? 'day' : 'month';
  return `${counted(Math.abs(far), unit)} ${far < 0 ? 'before' : 'after'} ${anchor}`;
}

function stageInWords(profile: Profile, stage: StageSettings, position: number): StageInWords {
  const { words, dates } = profile;
  const labelOf = (key: string) => dates.find((date) => date.key === key)?.label ?? key;
  return {
    number: position + 1,
    key: stage.key,
    title: stageTitle(profile, stage.key),
    begins: beginsInWords(profile, position),
    does: [
      ...(rulesOf(stage).dates?.(stage) ?? []).map(
        ({ key }) => `It is held on the date “${labelOf(key)}”.`,
      ),
      ...rulesOf(stage).inWords(stage, words),
    ],
    asks: asksOfStage(stage, words).map((ask) => askInWords(ask, labelOf)),
  };
}

function beginsInWords(profile: Profile, position: number): string {
  const { stages } = profile;
  const after = comesAfter(stages, position);
  if (after.length === 0) return 'Begins when the audit starts.';
  const numbers = after.map((key) => {
    const at = stages.findIndex((each) => each.key === key);
    return `${at + 1} (${stageTitle(profile, key)})`;
  });
  const beside = besides(profile, position);
  return `Begins when ${listed(numbers)} ${after.length === 1 ? 'has' : 'have'} ended${beside}.`;
}

/** Which of the stages written before it still run when it begins. */
function besides({ stages }: Profile, position: number): string {
  const ended = endedBefore(stages, position);
  const running = stages
    .slice(0, position)
    .flatMap(({ key }, at) => (ended.has(key) ? [] : [String(at + 1)]));
  return running.length === 0 ? '' : `; ${listed(running)} may still be running`;
}

function concernInWords({ urgentConcern: concern }: Profile): string[] {
  const told = concern.ladder.map((step) => listed([step].flat().map(roleInWords), 'and'));
  return [
    'Every page about one says first that it is not a referral, and whom to phone.',
    ...(concern.instruction ? [`It says as well: “${concern.instruction}”`] : []),
    `The agency says within ${counted(concern.acknowledgeHours, 'hour')} that it has it, nights and weekends included, and within ${counted(concern.respondHours, 'hour')} from then what was done; somebody else accepts that within ${counted(concern.acceptHours, 'hour')} or refuses it.`,
    `While an answer is late, the next are told every ${counted(concern.escalateEveryHours, 'hour')}: ${told.join('; then ')}.`,
  ];
}
