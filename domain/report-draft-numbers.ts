import type { GradeComparison } from './benchmark.ts';
import { noGrade } from './completeness.ts';
import { withArticle } from './phrases.ts';
import { answerBlocks } from './report-answers.ts';
import type { GradeFacts, ReportFacts, SampleFacts } from './report-facts.ts';
import { counted, type DraftBlock, listed, said } from './report-wording.ts';
import { sentenceCase } from './sentence-case.ts';
import { fewerThanThree, notShown, shownCounts } from './small-numbers.ts';
import type { Words } from './words.ts';

export function childrenBlocks(sample: SampleFacts, words: Words): DraftBlock[] {
  const { levels, excluded, leftOut, replaced, withdrawn, added, held } = sample;
  const children = levels.reduce((sum, level) => sum + level.children, 0);
  return [
    said(
      sample.allocated
        ? `This audit is about ${counted(children, 'child', 'children')}, allocated and not selected at random.`
        : `This audit is about ${counted(children, 'child', 'children')}, chosen by ${withArticle(words.draw)} from a list of ${sample.listed}, with at least one at every ${words.stratum} on it. Anybody with the list can repeat the selection.`,
    ),
    ...(excluded > 0
      ? [said(`${counted(excluded, 'child was', 'children were')} excluded before the selection.`)]
      : []),
    ...levelBlocks(levels, words),
    ...leftOut.map(({ label, reason }) => said(`No child was selected at “${label}”: ${reason}`)),
    ...(replaced > 0
      ? [
          said(
            `${counted(replaced, 'child was', 'children were')} replaced by the next of the selection.`,
          ),
        ]
      : []),
    ...(withdrawn > 0
      ? [said(`${counted(withdrawn, 'child was', 'children were')} withdrawn and not replaced.`)]
      : []),
    ...(added > 0
      ? [
          said(
            `${counted(added, 'child was', 'children were')} added later, the next of the selection.`,
          ),
        ]
      : []),
    ...(held > 0
      ? [
          said(
            `The findings about ${counted(held, 'child', 'children')} are not part of this report.`,
          ),
        ]
      : []),
  ];
}

function levelBlocks(levels: SampleFacts['levels'], words: Words): DraftBlock[] {
  const present = levels.filter(({ children }) => children > 0);
  const shown = shownCounts(present.map(({ children }) => children));
  if (present.length === 0) return [];
  if (shown.every((count) => count === fewerThanThree)) {
    const names = listed(present.map(({ label }) => label));
    return [
      said(
        `There was at least one child at each ${words.stratum}: ${names}. The numbers are too small to be shown.`,
      ),
    ];
  }
  const caption = `Children by ${words.stratum}`;
  const rows = present.map(({ label }, place) => [label, shown[place] ?? '']);
  return withNote({
    kind: 'table',
    caption,
    head: [sentenceCase(words.stratum), 'Children'],
    rows,
  });
}

export function agencyBlocks({
  involvement,
  tools,
  words,
  answers,
}: ReportFacts): DraftBlock[] | null {
  if (answers) return answerBlocks(answers, words);
  const asked = tools.reduce((sum, each) => sum + each.asked, 0);
  const received = tools.reduce((sum, each) => sum + each.received, 0);
  if (!involvement && tools.length === 0) return null;
  return [
    ...(involvement ? [said(involvementSentence(involvement, words))] : []),
    ...(tools.length > 0
      ? [
          said(
            `${counted(tools.length, 'agency was', 'agencies were')} asked for ${counted(asked, words.return, words.returns)}, one for each child that it knew; ${counted(received, 'was', 'were')} received.`,
          ),
          ...withNote(toolTable(tools, words)),
        ]
      : []),
  ];
}

function involvementSentence(
  { asked, answered, silent }: NonNullable<ReportFacts['involvement']>,
  words: Words,
): string {
  const first = `${counted(asked, 'agency was', 'agencies were')} asked which of the children were known in the ${words.window}; ${answered} answered.`;
  return silent.length > 0 ? `${first} No answer came from ${listed(silent)}.` : first;
}

function toolTable(tools: ReportFacts['tools'], words: Words): TableDraft {
  const asked = shownCounts(tools.map((each) => each.asked));
  const received = shownCounts(tools.map((each) => each.received));
  return {
    kind: 'table',
    caption: sentenceCase(words.returns),
    head: ['Agency', 'Asked for', 'Received'],
    rows: tools.map(({ agency }, place) => [agency, asked[place] ?? '', received[place] ?? '']),
  };
}

type TableDraft = Extract<DraftBlock, { kind: 'table' }>;

function withNote(table: TableDraft): DraftBlock[] {
  const hides = table.rows.flat().some((cell) => cell === fewerThanThree || cell === notShown);
  const note =
    'Small numbers of children are not shown exactly, so that no child can be recognised.';
  return hides ? [table, said(note)] : [table];
}

/**
 * The grades as counts of audit tools by section: the agencies' own, and those that the discussion
 * agreed. A grade belongs to an agency's work and not to a child, so small counts are shown.
 */
export function gradeBlocks(
  grades: GradeFacts,
  words: Words,
  { revised = 0, aboutChildren = true }: { revised?: number; aboutChildren?: boolean } = {},
): DraftBlock[] | null {
  const { scale, sections } = grades;
  const own = sections.filter((section) => total(section.own) > 0);
  if (own.length === 0) return null;
  const discussed = sections.filter(
    ({ agreed, notAgreed }) => agreed && total(agreed) + notAgreed > 0,
  );
  const labels = scale.map(({ label }) => label);
  const ungraded = own.some((section) => section.own[noGrade]);
  return [
    said(
      aboutChildren
        ? `Each ${words.return} carries a grade of the agency's own work in each section. The numbers below count ${words.returns}, not children.`
        : `The numbers below count ${words.returns}, section by section.`,
    ),
    ...(revised > 0
      ? [
          said(
            `${counted(revised, `${words.return} was`, `${words.returns} were`)} revised after the ${words.discussion}; the numbers are those of the last version, and what was discussed stays on record.`,
          ),
        ]
      : []),
    {
      kind: 'table',
      caption: `The ${words.firstRating}`,
      chart: true,
      head: ['Section', ...labels, ...(ungraded ? ['No grade given'] : [])],
      rows: own.map((section) => [
        section.title,
        ...counts(scale, section.own),
        ...(ungraded ? [String(section.own[noGrade] ?? 0)] : []),
      ]),
    },
    ...(discussed.length > 0
      ? [
          {
            kind: 'table' as const,
            caption: `The ${words.moderatedRating}, where it was discussed`,
            chart: true as const,
            head: ['Section', ...labels, 'Not agreed'],
            rows: discussed.map(({ title, agreed, notAgreed }) => [
              title,
              ...counts(scale, agreed ?? {}),
              String(notAgreed),
            ]),
          },
        ]
      : []),
  ];
}

/** One table for each section: the grades of the earlier audit above those of now (SO-42). */
export function benchmarkBlocks(
  { what, scale, sections }: GradeComparison,
  words: Words,
): DraftBlock[] | null {
  if (sections.length === 0) return null;
  const head = ['Audit', ...scale.map(({ label }) => label)];
  return [
    said(
      `Read against: ${what}. The numbers count ${words.returns} by the ${words.firstRating}, before and now.`,
    ),
    ...sections.map(({ title, before, now }) => ({
      kind: 'table' as const,
      caption: title,
      chart: true as const,
      head,
      rows: [
        ['Before', ...counts(scale, before)],
        ['Now', ...counts(scale, now)],
      ],
    })),
  ];
}

function counts(scale: GradeFacts['scale'], given: Record<string, number>): string[] {
  return scale.map(({ key }) => String(given[key] ?? 0));
}

function total(given: Record<string, number>): number {
  return Object.values(given).reduce((sum, count) => sum + count, 0);
}
