import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';
import type { Block, Content } from '../content.ts';
import { count, deadlineOf, howLong, upperFirst, whatIsDue } from '../wording.ts';
import type { LetterRole } from './letter.ts';
import { linkNote } from './notes.ts';

/** One of the letters that an email holds, as it would be by itself. */
export interface Said {
  facts: LetterFacts;
  content: Content;
  role: LetterRole;
}

/** What the list says already, and the sections below it need not. */
const listed: ReadonlySet<string> = new Set(['Agency', 'Audit', 'Due', 'Takes']);

/** More is read by nobody; the page behind the button has all of it. */
const sectionsAtMost = 10;

/**
 * Several letters to one person in one email: what is asked, by when and how long each takes, one
 * thing to press, and below it what the letters have to say that is not a mere reminder.
 */
export function severalInOne(said: Said[], given: { console: string; now: Date }): Content {
  const ordered = [...said].sort((a, b) => rank(a) - rank(b));
  const [first] = ordered;
  if (!first) throw new Error('several letters, and none');
  const { partnership } = first.facts;
  const doors = new Set(ordered.flatMap(({ content }) => content.button?.opens ?? []));
  const mixed = doors.has('asks') && doors.has('console');
  const toDo = ordered.filter(isAsked).length;
  const invitation = ordered.find(({ content }) => content.invitation)?.content.invitation;
  const sections = sectionsOf(ordered);
  return {
    subject: `${withoutName(first)}, and ${ordered.length - 1} more – ${partnership.name}`,
    preheader:
      toDo > 0 ? `${upperFirst(things(toDo))} to do, each with its date.` : 'All of today.',
    blocks: [
      toDo > 0
        ? `There ${toDo === 1 ? 'is' : 'are'} ${things(toDo)} for you to do${toDo < ordered.length ? ', and some news' : ''}. To spare you several emails, they are all in this one.`
        : 'To spare you several emails, today’s news is all in this one.',
      { rows: rowsOf(ordered, { mixed, now: given.now }) },
    ],
    ...button(doors),
    after: [
      ...(mixed
        ? [`What is marked “in the console” is not behind the button, but at ${given.console}.`]
        : []),
      ...(doors.has('asks') ? [linkNote] : []),
      ...sections,
    ],
    ...(invitation ? { invitation } : {}),
  };
}

/** What the reader is asked comes first, by its date; then what others were asked, and news. */
function rank(said: Said): number {
  const { ask } = said.facts;
  return isAsked(said) && ask ? ask.dueAt.getTime() : Number.MAX_SAFE_INTEGER;
}

function isAsked({ facts: { ask, reader }, role }: Said): boolean {
  return ask?.contactId === reader.id && ask.outcome === null && role !== 'answer';
}

function withoutName({ content, facts }: Said): string {
  const name = ` – ${facts.partnership.name}`;
  return content.subject.endsWith(name) ? content.subject.slice(0, -name.length) : content.subject;
}

function things(number: number): string {
  return count(number, 'thing', 'things');
}

/** The same thing asked several times, such as for several families, is one row that says so. */
function rowsOf(said: Said[], given: { mixed: boolean; now: Date }): [string, string][] {
  const rows = new Map<string, { label: string; value: string; times: number }>();
  for (const each of said) {
    const [label, value] = rowOf(each, given);
    const key = JSON.stringify([label, value]);
    const known = rows.get(key);
    rows.set(key, { label, value, times: (known?.times ?? 0) + 1 });
  }
  return [...rows.values()].map(({ label, value, times }) => [
    times > 1 ? `${label} (${times} of these)` : label,
    value,
  ]);
}

function rowOf(said: Said, given: { mixed: boolean; now: Date }): [string, string] {
  const { facts, content } = said;
  const { ask, audit } = facts;
  const inConsole = given.mixed && content.button?.opens === 'console' ? 'In the console' : '';
  const place = [ask?.agency, audit ? `audit ${audit.number}` : ''].filter(Boolean).join(', ');
  if (!ask || !isAsked(said)) {
    return [withoutName(said), sentences([place || 'For you to know', inConsole])];
  }
  const times = [dueWords(ask, facts, given.now), howLong(ask, facts)];
  return [upperFirst(whatIsDue(ask, facts.words)), sentences([...times, place, inConsole])];
}

function dueWords(ask: AskFacts, { partnership }: LetterFacts, now: Date): string {
  return ask.dueAt <= now
    ? `Overdue since ${formatDate(ask.dueDate)}`
    : `Due by ${deadlineOf(ask, partnership.zone)}`;
}

function sentences(parts: string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => `${upperFirst(part)}.`)
    .join(' ');
}

function button(doors: Set<string>): Pick<Content, 'button'> {
  if (doors.has('asks')) return { button: { label: 'Open what is asked of you', opens: 'asks' } };
  return doors.has('console') ? { button: { label: 'Open the console', opens: 'console' } } : {};
}

/** What each letter says beyond the list, once where several say the same. */
function sectionsOf(said: Said[]): Block[] {
  const sections = new Map<string, Block[]>();
  for (const each of said) {
    if (each.role === 'reminder') continue;
    const { blocks, after = [] } = each.content;
    const body = [...blocks, ...after].flatMap(beyondList);
    if (body.length > 0) sections.set(JSON.stringify(body), [headingOf(each), ...body]);
  }
  return [...sections.values()].slice(0, sectionsAtMost).flat();
}

function headingOf(said: Said): Block {
  const { ask, words } = said.facts;
  return {
    heading: ask && isAsked(said) ? upperFirst(whatIsDue(ask, words)) : withoutName(said),
  };
}

function beyondList(block: Block): Block[] {
  if (block === linkNote) return [];
  if (typeof block === 'string' || !('rows' in block)) return [block];
  const rows = block.rows.filter(([label]) => !listed.has(label));
  return rows.length > 0 ? [{ rows }] : [];
}
