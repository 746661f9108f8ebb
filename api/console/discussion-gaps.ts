import { ordinalAlpha } from '../../domain/agreement.ts';
import { andList } from '../../domain/and-list.ts';
import { formatDate } from '../../domain/calendar.ts';
import { type CaseGap, caseGaps, type Involved, type Said } from '../../domain/case-gaps.ts';
import type { Question } from '../../domain/tool.ts';
import { mergedSections, sharedScale } from '../../domain/tools.ts';
import { readTypedDate } from '../../domain/typed-date.ts';
import type { PackCase } from '../../records/discussion/pack-view.ts';
import type { InvolvementLine } from '../../records/involvement/involvement-overview.ts';
import { answerInWords } from '../contact/answer-words.ts';
import { whoOf } from '../side-by-side.ts';

export interface GapFacts {
  /** What contradicts, or is only missing. */
  sign: 'contradiction' | 'gap';
  text: string;
  /** The section to read; empty where it is about who was involved. */
  section: string;
  said: { who: string; answer: string }[];
}

/** What does not fit together about one child, in words, what contradicts first. */
export function gapFacts(one: PackCase, lines: readonly InvolvementLine[]): GapFacts[] {
  const accounts = one.returns.map((each) => ({ ...each, who: whoOf(each) }));
  const own = lines.filter(({ number }) => number === one.number).flatMap(involvedIn);
  return caseGaps(accounts, own).map((gap) => inWords(gap, one));
}

function involvedIn(line: InvolvementLine): Involved[] {
  const { state, agency, detail, from, to, others } = line;
  if (state !== 'known' && state !== 'not-known' && state !== 'not-answered') return [];
  const lastContact = detail.lastContact ?? '';
  return [{ who: whoOf(line), agency, state, lastContact, from, to, others }];
}

function inWords(gap: CaseGap, one: PackCase): GapFacts {
  const sections = mergedSections(one.returns.map(({ tool }) => tool));
  const section = 'section' in gap ? sections.find(({ key }) => key === gap.section) : undefined;
  const plain = { section: section?.key ?? '', said: [] };
  switch (gap.kind) {
    case 'named-but-unknown': {
      const answer = gap.answered
        ? 'says that the child was not known to it'
        : 'has not said whether it knew the child';
      const text = `${andList(gap.by)} ${gap.by.length === 1 ? 'says' : 'say'} that ${gap.other} was involved; ${gap.other} ${answer}.`;
      return { ...plain, sign: 'contradiction', text };
    }
    case 'differs': {
      const question = section?.questions.find(({ key }) => key === gap.question);
      const text = `${section?.title ?? ''}: not the same answer to “${question?.label ?? ''}”.`;
      return { ...plain, sign: 'contradiction', text, said: saidWords(gap.said, one, question) };
    }
    case 'last-contact': {
      const text = `${gap.who} names ${formatDate(gap.lastContact)} as its last contact, but says that it worked with the child ${spellWords(gap)}.`;
      return { ...plain, sign: 'contradiction', text };
    }
    case 'apart': {
      const question = section?.questions.find(({ type }) => type === 'rating');
      const text = `${section?.title ?? ''}: grades ${gap.steps} steps apart.`;
      return { ...plain, sign: 'contradiction', text, said: saidWords(gap.said, one, question) };
    }
    case 'not-named': {
      const text = `${gap.other} worked with the child; ${andList(gap.by)} ${gap.by.length === 1 ? 'does' : 'do'} not name it.`;
      return { ...plain, sign: 'gap', text };
    }
    case 'unanswered': {
      const labels = gap.questions.map(
        (key) => section?.questions.find((each) => each.key === key)?.label ?? key,
      );
      const text = `${gap.who} left empty under ${section?.title ?? ''}: ${labels.join('; ')}.`;
      return { ...plain, sign: 'gap', text };
    }
  }
}

function saidWords(
  said: readonly Said[],
  { returns }: PackCase,
  question: Question | undefined,
): GapFacts['said'] {
  return said.map(({ who, answer }) => {
    const own = returns.find((each) => whoOf(each) === who);
    if (!own || !question) return { who, answer };
    const day = question.type === 'date' ? readTypedDate(answer) : null;
    return { who, answer: day ? formatDate(day) : answerInWords(own.tool, question, answer) };
  });
}

function spellWords({ from, to }: { from: string | null; to: string | null }): string {
  if (from && to) return `from ${formatDate(from)} to ${formatDate(to)}`;
  return from ? `from ${formatDate(from)} on` : `until ${formatDate(to ?? '')}`;
}

/** How far the agencies' grades agree over all children; null where no two of them can be compared. */
export function agreementOf(
  cases: readonly PackCase[],
): { same: number; of: number; alpha: string | null } | null {
  const units = gradedTogether(cases);
  if (units.length === 0) return null;
  const alpha = ordinalAlpha(units);
  return {
    same: units.filter((unit) => new Set(unit).size === 1).length,
    of: units.length,
    alpha: alpha === null ? null : alpha.toFixed(2),
  };
}

/** For each child and section the grades, as places on the scale, where two or more gave one. */
function gradedTogether(cases: readonly PackCase[]): number[][] {
  const tools = cases.flatMap(({ returns }) => returns.map(({ tool }) => tool));
  const scale = sharedScale(tools);
  if (!scale) return [];
  const graded = mergedSections(tools).flatMap(({ key: section, questions }) =>
    questions.flatMap(({ key, type }) => (type === 'rating' ? { section, key } : [])),
  );
  const placeOf = (grade: string) => scale.findIndex(({ key }) => key === grade);
  return cases
    .flatMap(({ returns }) =>
      graded.map(({ section, key }) =>
        returns
          .map(({ answers }) => placeOf(answers[section]?.[key] ?? ''))
          .filter((place) => place >= 0),
      ),
    )
    .filter((unit) => unit.length > 1);
}
