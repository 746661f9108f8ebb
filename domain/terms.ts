import { type FieldProblem, textProblems } from './field-problem.ts';
import type { AgreeTerms } from './stages/agree-terms.ts';
import type { Tool } from './tool.ts';

/** The terms of reference of an audit, as they are written. */
export interface Terms {
  /** By the key of the part. */
  sections: Record<string, string>;
  /** What good looks like, by the place of the question: "section/question". */
  good: Record<string, string>;
}

export const emptyTerms: Terms = { sections: {}, good: {} };

const longestPart = 20_000;
const longestGood = 2_000;

/** A question of the tool, with the place under which its text stands. */
export interface GoodPlace {
  place: string;
  section: string;
  label: string;
}

/** Every question for which it is agreed what good looks like. */
export function goodPlaces(stage: AgreeTerms, tools: readonly Tool[]): GoodPlace[] {
  if (!stage.goodLooksLike) return [];
  const places = tools.flatMap(({ sections }) =>
    sections.flatMap((section) =>
      section.questions.map(({ key, label }) => ({
        place: `${section.key}/${key}`,
        section: section.title,
        label,
      })),
    ),
  );
  // Tools that have a question in common share its yardstick.
  return [...new Map(places.map((each) => [each.place, each])).values()];
}

/** The texts that belong to this process, without the space around them. */
export function tidiedTerms(stage: AgreeTerms, tools: readonly Tool[], typed: Terms): Terms {
  const texts = (keys: string[], from: Record<string, string>) =>
    Object.fromEntries(
      keys.map((key) => [key, (from[key] ?? '').replace(/\r\n?/g, '\n').trim()] as const),
    );
  return {
    sections: texts(
      stage.sections.map(({ key }) => key),
      typed.sections,
    ),
    good: texts(
      goodPlaces(stage, tools).map(({ place }) => place),
      typed.good,
    ),
  };
}

/** What is too long; with `finished`, also what is still missing (SO-8, SO-9). */
export function termsProblems(
  stage: AgreeTerms,
  tools: readonly Tool[],
  given: { terms: Terms; finished: boolean },
): FieldProblem[] {
  const { terms, finished } = given;
  return [
    ...stage.sections.flatMap(({ key, title, required }) => {
      const missing = finished && required ? `Write “${title}”.` : undefined;
      const text = terms.sections[key] ?? '';
      return textProblems(`section-${key}`, text, {
        ...(missing ? { missing } : {}),
        longest: longestPart,
      });
    }),
    ...goodPlaces(stage, tools).flatMap(({ place, label, section }) => {
      const missing = finished
        ? `Say what good looks like for “${label}” (${section}).`
        : undefined;
      return textProblems(`good-${place}`, terms.good[place] ?? '', {
        ...(missing ? { missing } : {}),
        longest: longestGood,
      });
    }),
  ];
}

/** What a member can say to the terms of reference. */
export const termsAnswers = ['agree', 'change'] as const;

export function termsAnswerProblems(typed: { answer: string; text: string }): FieldProblem[] {
  if (!(termsAnswers as readonly string[]).includes(typed.answer)) {
    return [{ field: 'answer', message: 'Say whether you agree, or what should be changed.' }];
  }
  const missing = typed.answer === 'change' ? 'Say what should be changed.' : undefined;
  return textProblems('text', typed.text, { ...(missing ? { missing } : {}), longest: 5000 });
}

/** What somebody said, for people. */
export function termsAnswerWords(answer: string): string {
  switch (answer) {
    case 'agree':
      return 'Agrees';
    case 'change':
      return 'Wants something changed';
    case 'silent':
      return 'Said nothing';
    default:
      return answer;
  }
}
