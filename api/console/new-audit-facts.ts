import { datesThatFallDue, daysOff } from '../../domain/audit-dates.ts';
import { formatDate } from '../../domain/calendar.ts';
import { formatDegreeDate } from '../../domain/degree-dates.ts';
import { exclusionReasons } from '../../domain/exclusions.ts';
import type { NewAudit } from '../../domain/new-audit.ts';
import { overlapping } from '../../domain/overlaps.ts';
import { type Profile, stageOfKind, subjectOf } from '../../domain/profile.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import { degrees, readDegreeDate } from '../../domain/typed-degree-date.ts';
import { withoutTheme } from '../../records/audits/start-audit.ts';
import type { Answers, ListAnswers, Step, usualAnswers } from './new-audit-answers.ts';
import { askedFacts, askedInWords } from './new-audit-asked.ts';
import type { Open } from './new-audit-pages.ts';

type Filled = Omit<Answers, 'profileVersionId'> & ReturnType<typeof usualAnswers>;

/** What the template of a question page shows. */
export function stepFacts(open: Open, step: Step, answers: Filled) {
  const { profile } = open.setup;
  const { words } = profile;
  const draft = open.draft;
  switch (step) {
    case 'focus':
      return {
        title: 'What is this audit about?',
        answers: answers.focus,
        aboutChildren: subjectOf(profile) === 'case',
        ...themeFacts(profile, answers.focus.kloes ?? []),
        others: open.others.slice(0, 10),
      };
    case 'period':
      return {
        title: stageOfKind(profile, 'draw-sample')?.size
          ? `Which period, and how many children?`
          : 'Which period?',
        answers: answers.period,
        words,
        months: profile.practiceWindow.months,
        aboutChildren: subjectOf(profile) === 'case',
        usualCases: stageOfKind(profile, 'draw-sample')?.size,
      };
    case 'list':
      return {
        title: `Upload the ${words.frame}`,
        draft,
        words,
        levels: levelsOf(profile),
        allocated: isAllocated(profile),
        rowCount: answers.list?.rows.length,
      };
    case 'children':
      return {
        title: 'The children on the list',
        allocated: isAllocated(profile),
        planning: stageOfKind(profile, 'draw-sample')?.planning,
        words,
        answers: answers.children,
        reasons: exclusionReasons,
        ...listFacts(profile, answers.list),
      };
    case 'asked':
      return askedFacts(open, answers.asked);
    case 'dates':
      return {
        title: 'When should things be done?',
        dates: profile.dates.map(({ key, label }) => {
          const typed = answers.dates[key] ?? { degree: 'unknown', date: '' };
          return { key, label, ...typed, hint: weekdayOf(typed), degrees: degreesOf(profile, key) };
        }),
      };
  }
}

/** Whether groups agree to something before the children are selected. */
function isPlannedFirst({ stages }: Profile): boolean {
  const sample = stages.findIndex(({ kind }) => kind === 'draw-sample');
  return stages
    .slice(0, Math.max(sample, 0))
    .some((stage) =>
      stage.kind === 'choose-theme' ? stage.groups.length > 0 : stage.kind === 'agree-terms',
    );
}

function themeFacts(profile: Profile, chosen: string[]) {
  const stage = stageOfKind(profile, 'choose-theme');
  return {
    sources: stage?.sources ?? [],
    optional: stage?.optional ?? false,
    themeQuestions: stageOfKind(profile, 'gather-returns')?.themeQuestions,
    kloes: (stage?.kloes ?? []).map(({ key, label }) => {
      return { value: key, text: label, checked: chosen.includes(key) };
    }),
  };
}

/** What the officer confirms, with a way back to each answer. */
export function checkFacts(open: Open, audit: NewAudit, away: readonly string[]) {
  const { profile, clock } = open.setup;
  const { sources, kloes } = themeFacts(profile, audit.kloes ?? []);
  const { window, size } = audit;
  return {
    draft: open.draft,
    words: profile.words,
    profile: profile.title,
    focus: audit.focus.trim() || withoutTheme,
    kloes: kloes.filter(({ checked }) => checked).map(({ text }) => text),
    questions: audit.questions ?? [],
    overlap: audit.overlap ?? '',
    overlaps: overlapping(audit.focus, open.others),
    sources: audit.sources.map(({ kind, rationale }) => {
      return { label: sources.find(({ key }) => key === kind)?.label ?? kind, rationale };
    }),
    window: `${plain(window.from)} to ${plain(window.to)}`,
    windowReason: window.reason,
    size: isAllocated(profile) ? audit.list.rows.length : size.cases,
    allocation: audit.allocation,
    planning: stageOfKind(profile, 'draw-sample')?.planning,
    sizeReason: size.reason,
    hasSample: stageOfKind(profile, 'draw-sample') !== undefined,
    aboutChildren: subjectOf(profile) === 'case',
    asked: askedInWords(open.setup, audit.asked ?? {}),
    plannedFirst: isPlannedFirst(profile),
    ...listFacts(profile, open.answers.list),
    excluded: audit.excluded,
    leftOut: audit.leftOut.map(({ stratum, reason }) => {
      const label = levelsOf(profile).find(({ key }) => key === stratum)?.label ?? stratum;
      return { label, reason };
    }),
    dates: profile.dates.map(({ key, label }) => {
      return { label, date: formatDegreeDate(audit.dates[key] ?? { degree: 'unknown' }) };
    }),
    daysOff: [
      ...daysOff(profile, audit.dates, clock.calendar).map(({ label, date }) => {
        return `${label} is on ${formatDate(date)}, when the partnership does not work.`;
      }),
      ...away,
    ],
  };
}

function listFacts(profile: Profile, list: ListAnswers | undefined) {
  const rows = list?.rows ?? [];
  const identifying = (list?.dropped ?? []).filter(({ identifies }) => identifies !== null);
  return {
    rowCount: rows.length,
    levels: levelsOf(profile).map(({ key, label }) => {
      return { key, label, count: rows.filter((row) => row.level === key).length };
    }),
    families: new Set(rows.flatMap(({ familyReference }) => familyReference ?? [])).size,
    dropped: (list?.dropped ?? []).filter(({ identifies }) => identifies === null),
    identifying: identifying.map(({ column, identifies }) => ({ column, identifies })),
    encoding: list?.encoding,
  };
}

function isAllocated(profile: Profile): boolean {
  return stageOfKind(profile, 'draw-sample')?.how === 'allocated';
}

function levelsOf(profile: Profile) {
  return stageOfKind(profile, 'draw-sample')?.strata ?? [];
}

/** A date on which something falls due has to be a day. */
export function degreesOf(profile: Profile, key: string) {
  const needsDay = datesThatFallDue(profile).includes(key);
  return degrees.filter((each) => !needsDay || each.key === 'fixed' || each.key === 'provisional');
}

function weekdayOf(typed: { degree: string; date: string }): string {
  const date = readDegreeDate(typed);
  return date && 'date' in date ? sentenceCase(formatDate(date.date)) : '';
}

function plain(date: string): string {
  return date === '' ? '' : formatDate(date).replace(/^\w+ /, '');
}
