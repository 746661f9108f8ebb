import { questionsShown, sentState } from '../domain/applicability.ts';
import { memberWords } from '../domain/family-feedback.ts';
import { farApart, type GradeSpread, gradeSpread } from '../domain/moderation.ts';
import type { Profile } from '../domain/profile.ts';
import type { Question, Section } from '../domain/tool.ts';
import { mergedSections, sharedScale, toolsOf } from '../domain/tools.ts';
import type { ModeratedRating } from '../records/discussion/moderation.ts';
import type { PackCase, PackReturn } from '../records/discussion/pack-view.ts';
import { answerInWords, fullAnswer } from './contact/answer-words.ts';
import { whyWords } from './contact/section-state.ts';

/** What the agencies wrote about one child, section by section, agencies side by side. */
export function sideBySide(
  profile: Profile,
  one: PackCase,
  moderations: readonly ModeratedRating[] = [],
) {
  const columns = one.returns.map((each) => ({ ...each, who: whoOf(each) }));
  return {
    notReceived: one.notReceived.map(whoOf),
    family: familyFacts(one),
    agencies: columns.map(({ who, edition }) => ({ who, added: edition > 1 })),
    sections: sectionsOf(profile, one).map((section) => ({
      key: section.key,
      title: section.title,
      spread: spreadWords(section, columns),
      columns: columns.filter(asks(section)).map((column) => ({
        who: column.who,
        returnId: column.returnId,
        added: column.edition > 1,
        grades: gradesOf(section, column, moderations),
        rows: rowsOf(section, column),
      })),
    })),
  };
}

/** The sections of all the tools about one child; those of the process where none has come in. */
function sectionsOf(profile: Profile, { returns }: PackCase): Section[] {
  const tools = returns.map(({ tool }) => tool);
  return mergedSections(tools.length > 0 ? tools : toolsOf(profile).slice(0, 1));
}

function asks({ key }: Section): (column: PackReturn) => boolean {
  return ({ tool }) => tool.sections.some((section) => section.key === key);
}

/** What a column's own tool asks under a section about this child. */
function questionsOf(section: Section, { tool, answers }: PackReturn): Question[] {
  const own = tool.sections.find(({ key }) => key === section.key);
  const said = answers[section.key];
  return own && sentState(said).applies ? questionsShown(own, said) : [];
}

/** What the family said, as it is read beside what agencies wrote. */
export function familyFacts({ family }: Pick<PackCase, 'family'>) {
  return family.map(({ who, agency, outcome, late, text }) => ({
    who: memberWords(who),
    heading: `${memberWords(who)}, asked by ${agency}`,
    outcome: outcome ?? 'waiting',
    late,
    text,
  }));
}

/** "Aldermere Community Health Trust, Midwifery" */
export function whoOf({ agency, service }: { agency: string; service: string | null }): string {
  return service ? `${agency}, ${service}` : agency;
}

/** "Up to 2 steps apart": how far the agencies' grades about one child differ, wherever it is most. */
export function widestSpread(one: PackCase): { text: string; wide: boolean } | null {
  const apart = mergedSections(one.returns.map(({ tool }) => tool)).flatMap((section) => {
    const spread = spreadOf(section, one.returns);
    return spread && spread.of > 1 ? spread.apart : [];
  });
  if (apart.length === 0) return null;
  const most = Math.max(...apart);
  if (most === 0) return { text: 'The same', wide: false };
  const steps = most === 1 ? 'One step apart' : `Up to ${most} steps apart`;
  return { text: steps, wide: most >= farApart };
}

function spreadOf(section: Section, columns: readonly PackReturn[]): GradeSpread | null {
  const question = section.questions.find((each) => each.type === 'rating');
  const scale = sharedScale(columns.filter(asks(section)).map(({ tool }) => tool));
  if (!scale || !question) return null;
  const grades = columns.map(({ answers }) => answers[section.key]?.[question.key] ?? '');
  return gradeSpread(scale, grades);
}

function spreadWords(
  section: Section,
  columns: readonly PackReturn[],
): { text: string; wide: boolean } | null {
  const spread = spreadOf(section, columns);
  if (!spread || spread.of < 2) return null;
  const { same, of, apart } = spread;
  const wide = apart >= farApart;
  if (apart === 0) return { text: `All ${of} gave the same grade`, wide };
  const agree = same === 1 ? `Each of the ${of} gave another grade` : `${same} of ${of} agree`;
  return { text: wide ? `${agree}; the grades are ${apart} steps apart` : agree, wide };
}

function rowsOf(section: Section, column: PackReturn) {
  const { tool } = column;
  const answers = column.answers[section.key] ?? {};
  const why = whyWords(section, sentState(answers));
  const rows = questionsOf(section, column)
    .filter((question) => question.type !== 'rating')
    .map((question) => ({ label: question.label, answer: fullAnswer(tool, question, answers) }));
  return why ? [{ label: 'Whether it was asked', answer: why }, ...rows] : rows;
}

/** Each grade with what stands beside it since the discussion; the agency's own stays first. */
function gradesOf(section: Section, column: PackReturn, moderations: readonly ModeratedRating[]) {
  const { tool } = column;
  return questionsOf(section, column)
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
        first: first && fullAnswer(tool, question, column.answers[section.key] ?? {}),
        agreed: own && {
          ...own,
          grade: own.agreed === null ? null : answerInWords(tool, question, own.agreed),
          older: own.version < column.version,
        },
      };
    });
}
