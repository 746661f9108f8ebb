import { formatDate } from './calendar.ts';
import { type FieldProblem, textProblems } from './field-problem.ts';
import type { Report, ReportBlock } from './report-model.ts';
import type { BriefingSettings } from './stages/disseminate.ts';

type Settings = BriefingSettings;

/** The most that fits under one point: a briefing is read in a few minutes. */
export const longestPoint = 6000;

/**
 * The first texts of a briefing's points, each from the sections of the approved report that the
 * profile names for it. A point without any, or whose sections the report left out, begins empty.
 */
export function draftPoints({ points }: Settings, report: Report | null): string[] {
  return points.map(({ from }) =>
    from
      .flatMap((key) => report?.sections.find((section) => section.key === key)?.blocks ?? [])
      .flatMap(lineOf)
      .join('\n'),
  );
}

/**
 * A briefing in the form of the report: it is checked for identifiers and written to files by the
 * same functions.
 */
export function briefingReport(
  settings: Settings,
  texts: readonly string[],
  subtitle: string,
): Report {
  return {
    title: settings.title,
    subtitle,
    sections: settings.points.map(({ title }, place) => ({
      key: pointKey(place),
      title: `${place + 1}. ${title}`,
      blocks: paragraphsOf(texts[place] ?? '').map((text, at) => ({
        id: `${pointKey(place)}-${at + 1}`,
        ...(text.startsWith('- ')
          ? { kind: 'point' as const, text: text.slice(2) }
          : { kind: 'paragraph' as const, text }),
      })),
    })),
  };
}

/** What stands in the way of publishing: exactly the profile's points, and none of them empty (DD-25). */
export function briefingProblems({ points }: Settings, texts: readonly string[]): FieldProblem[] {
  return points.flatMap(({ title }, place) =>
    textProblems(pointKey(place), texts[place] ?? '', {
      missing: `Write something under “${title}”.`,
      longest: longestPoint,
    }),
  );
}

/** The field of a point on the page, and its key in the briefing's report. */
export function pointKey(place: number): string {
  return `point-${place + 1}`;
}

/** Tables of numbers stay in the report: a briefing says in words what they show. */
function lineOf(block: ReportBlock): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [block.heading ? `${block.heading}: ${block.text}` : block.text];
    case 'point':
      return [`- ${block.text}`];
    case 'recommendation':
      return [`- ${block.text} (${block.owner}, by ${formatDate(block.dueDate)})`];
    case 'table':
      return [];
  }
}

function paragraphsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
