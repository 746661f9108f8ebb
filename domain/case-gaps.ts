import { questionsShown, sentState } from './applicability.ts';
import { farApart, gradeSpread } from './moderation.ts';
import type { Answers, Question, Section, Tool } from './tool.ts';
import { mergedSections, sharedScale } from './tools.ts';
import { readTypedDate } from './typed-date.ts';

/** One agency's, or service's, completed tool about one child. */
export interface Account {
  who: string;
  tool: Tool;
  answers: Answers;
}

/** What an agency, or a service of it, said of its own time with the child. */
export interface Involved {
  who: string;
  agency: string;
  state: 'known' | 'not-known' | 'not-answered';
  lastContact: string;
  from: string | null;
  to: string | null;
  /** Names of the agencies that it said were involved too. */
  others: readonly string[];
}

/** What does not fit together in the accounts of one child, for people to look into. */
export type CaseGap =
  /** An agency says that another was involved, which says that it did not know the child, or nothing. */
  | { kind: 'named-but-unknown'; other: string; by: string[]; answered: boolean }
  /** The same question, of which there is one right answer, was answered otherwise. */
  | { kind: 'differs'; section: string; question: string; said: Said[] }
  /** Its own last contact lies outside the time that it says it worked with the child. */
  | {
      kind: 'last-contact';
      who: string;
      lastContact: string;
      from: string | null;
      to: string | null;
    }
  /** Grades under one section lie far apart. */
  | { kind: 'apart'; section: string; steps: number; said: Said[] }
  /** It worked with the child, and others who did do not name it. */
  | { kind: 'not-named'; other: string; by: string[] }
  /** What was asked and left empty. */
  | { kind: 'unanswered'; who: string; section: string; questions: string[] };

export interface Said {
  who: string;
  /** As it stands in the answer: a key of the options or of the scale, a date, yes or no. */
  answer: string;
}

/**
 * Computes what does not fit together, what contradicts first and what is only missing last. Of
 * questions, those with one right answer are compared (dates, yes or no, choices): what an agency
 * wrote in its own words is for people to read.
 */
export function caseGaps(accounts: readonly Account[], involved: readonly Involved[]): CaseGap[] {
  return [
    ...namedButUnknown(involved),
    ...differing(accounts),
    ...involved.flatMap(outsideItsTime),
    ...gradesApart(accounts),
    ...notNamed(involved),
    ...accounts.flatMap(unanswered),
  ];
}

function namedButUnknown(involved: readonly Involved[]): CaseGap[] {
  const named = new Set(involved.flatMap(({ others }) => others));
  return [...named].sort().flatMap((other): CaseGap[] => {
    const own = involved.filter(({ agency }) => agency === other);
    if (own.some(({ state }) => state === 'known') || own.length === 0) return [];
    const by = involved.flatMap(({ who, others }) => (others.includes(other) ? who : []));
    const answered = own.some(({ state }) => state === 'not-known');
    return [{ kind: 'named-but-unknown', other, by: unique(by), answered }];
  });
}

/** Only where an agency named anybody: whoever left that empty has not said who else there was. */
function notNamed(involved: readonly Involved[]): CaseGap[] {
  const known = involved.filter(({ state }) => state === 'known');
  return unique(known.map(({ agency }) => agency)).flatMap((other): CaseGap[] => {
    const by = known.filter(
      ({ agency, others }) => agency !== other && others.length > 0 && !others.includes(other),
    );
    if (by.length === 0) return [];
    return [{ kind: 'not-named', other, by: unique(by.map(({ agency }) => agency)) }];
  });
}

function outsideItsTime({ who, lastContact, from, to }: Involved): CaseGap[] {
  const day = readTypedDate(lastContact);
  if (!day || !((from && day < from) || (to && day > to))) return [];
  return [{ kind: 'last-contact', who, lastContact: day, from, to }];
}

const comparable = ['date', 'yes-no', 'choice'];

function differing(accounts: readonly Account[]): CaseGap[] {
  return questionsOf(accounts).flatMap(({ section, question }): CaseGap[] => {
    if (!comparable.includes(question.type)) return [];
    const said = saidOf(accounts, { section, question }).map(({ who, answer }) => {
      // A day can be typed in many ways.
      return { who, answer: (question.type === 'date' && readTypedDate(answer)) || answer };
    });
    if (new Set(said.map(({ answer }) => answer)).size < 2) return [];
    return [{ kind: 'differs', section: section.key, question: question.key, said }];
  });
}

function gradesApart(accounts: readonly Account[]): CaseGap[] {
  const scale = sharedScale(accounts.map(({ tool }) => tool));
  if (!scale) return [];
  return questionsOf(accounts).flatMap(({ section, question }): CaseGap[] => {
    if (question.type !== 'rating') return [];
    const said = saidOf(accounts, { section, question });
    const { of, apart } = gradeSpread(
      scale,
      said.map(({ answer }) => answer),
    );
    if (of < 2 || apart < farApart) return [];
    return [{ kind: 'apart', section: section.key, steps: apart, said }];
  });
}

function unanswered({ who, tool, answers }: Account): CaseGap[] {
  return tool.sections.flatMap((section): CaseGap[] => {
    const own = answers[section.key];
    if (!sentState(own).applies) return [];
    const empty = questionsShown(section, own).filter(
      ({ key }) => (own?.[key] ?? '').trim() === '',
    );
    if (empty.length === 0) return [];
    const questions = empty.map(({ key }) => key);
    return [{ kind: 'unanswered', who, section: section.key, questions }];
  });
}

function questionsOf(accounts: readonly Account[]): { section: Section; question: Question }[] {
  return mergedSections(accounts.map(({ tool }) => tool)).flatMap((section) =>
    section.questions.map((question) => ({ section, question })),
  );
}

function saidOf(
  accounts: readonly Account[],
  { section, question }: { section: Section; question: Question },
): Said[] {
  return accounts.flatMap(({ who, answers }) => {
    const answer = (answers[section.key]?.[question.key] ?? '').trim();
    return answer === '' ? [] : { who, answer };
  });
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
