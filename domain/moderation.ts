import type { FieldProblem } from './field-problem.ts';
import { textProblems } from './field-problem.ts';
import type { Tool } from './tool.ts';
import type { Words } from './words.ts';

/** What the discussion decided about one grade of an agency: agreed, or both views side by side. */
export interface Moderation {
  /** A key of the scale; null where no grade was agreed. */
  agreed: string | null;
  reason: string;
  /** The agency's view and the group's, where they did not agree. */
  views: { agency: string; group: string } | null;
}

const longestReason = 5000;

/** A grade that differs needs its reason; "not agreed" needs both views. */
export function moderationProblems(
  given: { scale: NonNullable<Tool['scale']>; first: string; words: Words },
  moderation: Moderation,
): FieldProblem[] {
  const { scale, first, words } = given;
  const { agreed, reason, views } = moderation;
  const longest = longestReason;
  if (agreed === null) {
    return [
      ...textProblems('agencyView', views?.agency ?? '', {
        missing: 'Write down the agency’s view.',
        longest,
      }),
      ...textProblems('groupView', views?.group ?? '', {
        missing: 'Write down the view of the others.',
        longest,
      }),
    ];
  }
  if (!scale.some(({ key }) => key === agreed)) {
    return [{ field: 'agreed', message: 'Choose one of the grades, or “not agreed”.' }];
  }
  const missing = `Say why the ${words.moderatedRating} differs from the ${words.firstRating}.`;
  return textProblems('reason', reason, { ...(agreed === first ? {} : { missing }), longest });
}

/** From how many steps of the scale on grades are pointed out. */
export const farApart = 2;

/** How the agencies' own grades under one question lie beside one another. */
export interface GradeSpread {
  /** How many gave the grade that most of them gave, of how many. */
  same: number;
  of: number;
  /** How many steps of the scale the highest and the lowest are apart. */
  apart: number;
}

export function gradeSpread(
  scale: NonNullable<Tool['scale']>,
  grades: readonly string[],
): GradeSpread {
  const places = grades
    .map((grade) => scale.findIndex(({ key }) => key === grade))
    .filter((place) => place >= 0);
  const counts = scale.map((_grade, place) => places.filter((each) => each === place).length);
  return {
    same: Math.max(0, ...counts),
    of: places.length,
    apart: places.length === 0 ? 0 : Math.max(...places) - Math.min(...places),
  };
}
