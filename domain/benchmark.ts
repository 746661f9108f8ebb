import { type FieldProblem, textProblems } from './field-problem.ts';
import type { GradeFacts } from './report-facts.ts';

/** Grades of an audit beside those of an earlier one, in numbers of tools (SO-42). */
export interface GradeComparison {
  /** The earlier audit, as people call it. */
  what: string;
  scale: { key: string; label: string }[];
  sections: {
    title: string;
    before: Record<string, number>;
    now: Record<string, number>;
  }[];
}

/** By section and question, how many tools were given each grade. */
export type GradeTable = Record<string, Record<string, number>>;

/** One field of the form on which the figures of an earlier audit are entered. */
export interface TypedBenchmark {
  what: string;
  /** The number of an audit that was run here; empty where figures are entered. */
  earlier: string;
  /** By "section/question/grade", as they were typed. */
  figures: Record<string, string>;
}

const mostTools = 9999;

export function checkBenchmark(
  typed: TypedBenchmark,
): { ok: true; what: string; counts: GradeTable } | { ok: false; problems: FieldProblem[] } {
  const what = typed.what.trim();
  const missing = 'Say what it is called, such as “the dip sample of January 2022”.';
  const problems = textProblems('what', what, { missing, longest: 200 });
  const counts: GradeTable = {};
  let entered = 0;
  if (typed.earlier === '') {
    for (const [place, text] of Object.entries(typed.figures)) {
      const figure = text.trim();
      if (figure === '') continue;
      if (!/^\d{1,4}$/.test(figure) || Number(figure) > mostTools) {
        problems.push({ field: place, message: 'Enter a whole number, such as 3.' });
        continue;
      }
      const at = place.lastIndexOf('/');
      const question = place.slice(0, at);
      counts[question] = { ...counts[question], [place.slice(at + 1)]: Number(figure) };
      entered += 1;
    }
    if (entered === 0 && problems.length === 0) {
      const message = 'Choose an audit that was run here, or enter the figures of the earlier one.';
      problems.push({ field: 'earlier', message });
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, what, counts };
}

/** The grades of now beside entered figures; sections of which nothing is known are left out. */
export function compareWithFigures(
  what: string,
  now: GradeFacts,
  before: GradeTable,
): GradeComparison {
  const sections = now.sections.flatMap(({ place, title, own }) => {
    const earlier = before[place ?? ''] ?? {};
    return total(own) + total(earlier) > 0 ? [{ title, before: earlier, now: own }] : [];
  });
  return { what, scale: now.scale, sections };
}

/** The grades of two audits run here, section by section as they are called. */
export function compareAudits(what: string, now: GradeFacts, before: GradeFacts): GradeComparison {
  const older = before.scale.filter(({ key }) => !now.scale.some((each) => each.key === key));
  const sections = now.sections.flatMap(({ title, own }) => {
    const earlier = before.sections.find((each) => each.title === title)?.own ?? {};
    return total(own) + total(earlier) > 0 ? [{ title, before: earlier, now: own }] : [];
  });
  return { what, scale: [...now.scale, ...older], sections };
}

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, each) => sum + each, 0);
}
