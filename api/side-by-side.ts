import { type GradeSpread, gradeSpread } from '../domain/moderation.ts';
import type { Profile } from '../domain/profile.ts';
import type { Section, Tool } from '../domain/tool.ts';
import type { ModeratedRating } from '../records/moderation.ts';
import type { PackCase, PackReturn } from '../records/pack-view.ts';
import { answerInWords } from './contact/answer-words.ts';

/** From how many steps of the scale on grades are pointed out. */
const farApart = 2;

/** What the agencies wrote about one child, section by section, agencies side by side. */
export function sideBySide(
  profile: Profile,
  one: PackCase,
  moderations: readonly ModeratedRating[] = [],
) {
  const { tool } = profile;
  const columns = one.returns.map((each) => ({ ...each, who: whoOf(each) }));
  return {
    notReceived: one.notReceived.map(whoOf),
    agencies: columns.map(({ who, edition }) => ({ who, added: edition > 1 })),
    sections: tool.sections.map((section) => ({
      key: section.key,
      title: section.title,
      spread: spreadWords(tool, section, columns),
      columns: columns.map((column) => ({
        who: column.who,
        returnId: column.returnId,
        added: column.edition > 1,
        grades: gradesOf(tool, section, column, moderations),
        rows: rowsOf(tool, section, column),
      })),
    })),
  };
}

/** "Aldermere Community Health Trust, Midwifery" */
export function whoOf({ agency, service }: { agency: string; service: string | null }): string {
  return service ? `${agency}, ${service}` : agency;
}

/** "Up to 2 steps apart": how far the agencies' grades about one child differ, wherever it is most. */
export function widestSpread(tool: Tool, one: PackCase): { text: string; wide: boolean } | null {
  const apart = tool.sections.flatMap((section) => {
    const spread = spreadOf(tool, section, one.returns);
    return spread && spread.of > 1 ? spread.apart : [];
  });
  if (apart.length === 0) return null;
  const most = Math.max(...apart);
  if (most === 0) return { text: 'The same', wide: false };
  const steps = most === 1 ? 'One step apart' : `Up to ${most} steps apart`;
  return { text: steps, wide: most >= farApart };
}

function spreadOf(
  tool: Tool,
  section: Section,
  columns: readonly Pick<PackReturn, 'answers'>[],
): GradeSpread | null {
  const question = section.questions.find((each) => each.type === 'rating');
  if (!tool.scale || !question) return null;
  const grades = columns.map(({ answers }) => answers[section.key]?.[question.key] ?? '');
  return gradeSpread(tool.scale, grades);
}

function spreadWords(
  tool: Tool,
  section: Section,
  columns: readonly PackReturn[],
): { text: string; wide: boolean } | null {
  const spread = spreadOf(tool, section, columns);
  if (!spread || spread.of < 2) return null;
  const { same, of, apart } = spread;
  const wide = apart >= farApart;
  if (apart === 0) return { text: `All ${of} gave the same grade`, wide };
  const agree = same === 1 ? `Each of the ${of} gave another grade` : `${same} of ${of} agree`;
  return { text: wide ? `${agree}; the grades are ${apart} steps apart` : agree, wide };
}

function rowsOf(tool: Tool, section: Section, { answers }: PackReturn) {
  return section.questions
    .filter((question) => question.type !== 'rating')
    .map((question) => ({
      label: question.label,
      answer: answerInWords(tool, question, answers[section.key]?.[question.key] ?? ''),
    }));
}

/** Each grade with what stands beside it since the discussion; the agency's own stays first. */
function gradesOf(
  tool: Tool,
  section: Section,
  column: PackReturn,
  moderations: readonly ModeratedRating[],
) {
  return section.questions
    .filter((question) => question.type === 'rating')
    .map((question) => {
      const first = column.answers[section.key]?.[question.key] ?? '';
      const own = moderations.find(
        (each) =>
          each.returnId === column.returnId &&
          each.section === section.key &&
          each.question === question.key,
      );
      return {
        question: question.key,
        label: question.label,
        first: answerInWords(tool, question, first),
        agreed: own && {
          ...own,
          grade: own.agreed === null ? null : answerInWords(tool, question, own.agreed),
          older: own.version < column.version,
        },
      };
    });
}
