import { formatDate } from '../../domain/calendar.ts';
import { type CellState, cellWords } from '../../domain/grid-cell.ts';
import type { Profile } from '../../domain/profile.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import { subjectWords } from '../../domain/stages/return-subjects.ts';
import type { AnswerLine, AnswersOverview } from '../../records/returns/answers-overview.ts';
import { tones } from './cell-tones.ts';

/** How many stand on the audit's own page; of more, only what is most pressing. */
const shownOnAuditPage = 20;

/** Which of them are shown. */
export const filters = ['all', 'silent', 'in', 'withdrawn'] as const;
export type Filter = (typeof filters)[number];

interface Facing {
  number: string;
  profile: Profile;
}

/** Who has answered and who has not, counted, and the rows that are asked for. */
export function answersFacts(
  { number, profile }: Facing,
  { subject, lines, mayLeave, mayRejoin }: AnswersOverview,
  { show }: { show: Filter | 'pressing' },
) {
  const { words } = profile;
  const { one, many } = subjectWords(subject, words);
  const rows = subject === 'person' ? attendanceRows(lines) : lines.map((line) => [line]);
  const wanted = rows.filter((row) => isShown(row, show));
  const few = rows.length <= shownOnAuditPage;
  const pressing = few ? rows : rows.filter((row) => row.some(isPressing));
  const shown = show === 'pressing' ? pressing.slice(0, shownOnAuditPage) : wanted;
  const base = `/console/audits/${number}`;
  return {
    subject,
    one: sentenceCase(one),
    many: sentenceCase(many),
    all: rows.length,
    counts: countsOf(lines, profile),
    more: show === 'pressing' && shown.length < rows.length,
    answersHref: `${base}/answers`,
    filters: filters.filter(isOffered(lines)).map((key) => ({
      key,
      text: filterWords[key],
      href: `${base}/answers?show=${key}`,
      current: key === show,
    })),
    rows: shown.map((row) => rowFacts(profile, row, { base, mayLeave, mayRejoin })),
  };
}

const filterWords: Record<Filter, string> = {
  all: 'All',
  silent: 'Not answered',
  in: 'In',
  withdrawn: 'Withdrawn',
};

function isOffered(lines: AnswerLine[]): (filter: Filter) => boolean {
  return (filter) => filter !== 'withdrawn' || lines.some(hasLeft);
}

/** The two returns of each attendance in one row, the attendee's first. */
function attendanceRows(lines: AnswerLine[]): AnswerLine[][] {
  const rows = new Map<number, AnswerLine[]>();
  for (const line of lines) rows.set(line.number, [...(rows.get(line.number) ?? []), line]);
  return [...rows.values()];
}

function isShown(row: AnswerLine[], show: Filter | 'pressing'): boolean {
  if (show === 'silent') return row.some(isSilent);
  if (show === 'in') return row.every((line) => !isSilent(line) && !hasLeft(line));
  if (show === 'withdrawn') return row.every(hasLeft);
  return true;
}

const silentStates: readonly CellState[] = ['waiting', 'begun', 'not-received'];

function isSilent({ state }: AnswerLine): boolean {
  return silentStates.includes(state);
}

function hasLeft({ state }: AnswerLine): boolean {
  return state === 'withdrawn';
}

function isPressing({ state, overdue }: AnswerLine): boolean {
  return overdue || state === 'not-received' || state === 'sent-back';
}

/** "Received: 113", by state, in the order in which things go. */
function countsOf(lines: AnswerLine[], { words }: Profile) {
  const order: CellState[] = [
    'not-received',
    'waiting',
    'begun',
    'sent-back',
    'received',
    'accepted',
    'not-known',
    'withdrawn',
  ];
  return order.flatMap((state) => {
    const count = lines.filter((line) => line.state === state).length;
    if (count === 0) return [];
    return [{ ...stateWords(state, words), count, tone: tones[state] ?? '' }];
  });
}

function stateWords(state: CellState, words: Profile['words']) {
  const said = cellWords(state, words);
  return state === 'not-known' ? { ...said, text: sentenceCase(words.nilReturn) } : said;
}

function rowFacts(
  profile: Profile,
  row: AnswerLine[],
  { base, mayLeave, mayRejoin }: { base: string; mayLeave: boolean; mayRejoin: boolean },
) {
  const [first] = row;
  const left = row.every(hasLeft);
  const sharing = profile.stages.find((stage) => stage.kind === 'gather-returns')?.partnerships;
  const serves = (sharing ?? []).filter(({ key }) => first?.serves.includes(key));
  return {
    label: first?.label ?? '',
    agency: first?.agency ?? '',
    serves: serves.map(({ name }) => name).join(', '),
    because: first?.because ?? '',
    leaveHref: mayLeave && !left ? `${base}/subjects/${first?.number}/withdraw` : '',
    rejoinHref: mayRejoin && left ? `${base}/subjects/${first?.number}/add-again` : '',
    beside: row.length > 1 && !left ? `${base}/attendances/${first?.number}` : '',
    cells: row.map((line) => ({
      ...stateWords(line.state, profile.words),
      tone: tones[line.state] ?? '',
      who: line.who,
      // What came in stays on record, and is not shown any more.
      href: hasLeft(line) ? '' : `${base}/returns/${line.returnId}`,
      due: line.dueDate ? formatDate(line.dueDate).replace(/^\w+ /, '') : '',
      overdue: line.overdue,
    })),
  };
}
