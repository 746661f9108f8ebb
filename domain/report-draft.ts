import { formatDate } from './calendar.ts';
import { withArticle } from './phrases.ts';
import {
  agencyBlocks,
  benchmarkBlocks,
  childrenBlocks,
  gradeBlocks,
} from './report-draft-numbers.ts';
import type { ReportFacts } from './report-facts.ts';
import type { Report, ReportBlock } from './report-model.ts';
import type { ReportSectionKey } from './report-sections.ts';
import { counted, type DraftBlock, day, listed, said } from './report-wording.ts';
import { sentenceCase } from './sentence-case.ts';
import { processLearningHead } from './stages/discuss.ts';

/**
 * The first version of the report, from the data in numbers and words (DD-18). Nothing in it comes
 * from a single child's tool, and a part of the process that does not exist is not spoken of.
 */
export function draftReport(facts: ReportFacts): Report {
  const sections = facts.sections.flatMap(({ key, title, drafted }) => {
    const blocks = drafted ? writers[drafted](facts) : [];
    if (blocks === null) return [];
    return [
      {
        key,
        title,
        blocks: blocks.map(
          (block, place): ReportBlock => ({ ...block, id: `${key}-${place + 1}` }),
        ),
      },
    ];
  });
  const subtitle = `${facts.partnership}, audit ${facts.number}`;
  return { title: facts.reportTitle ?? `${facts.title}: summary report`, subtitle, sections };
}

/** Null leaves the section out. */
const writers: Record<ReportSectionKey, (facts: ReportFacts) => DraftBlock[] | null> = {
  focus: focusBlocks,
  children: ({ sample, words }) => sample && childrenBlocks(sample, words),
  agencies: agencyBlocks,
  grades: ({ grades, revised = 0, words, answers }) =>
    grades && gradeBlocks(grades, words, { revised, aboutChildren: !answers }),
  'good-practice': (facts) => pointsOf(facts, 'good-practice', 'No good practice was recorded.'),
  development: (facts) => pointsOf(facts, 'development', 'No area for development was recorded.'),
  themes: (facts) => pointsOf(facts, 'theme', 'No theme was recorded.'),
  conclusions: ({ conclusions }) =>
    conclusions.length > 0
      ? conclusions.map(({ label, text }) => said(text, label))
      : [said('No conclusion was recorded.')],
  benchmark: ({ benchmark, words }) => (benchmark ? benchmarkBlocks(benchmark, words) : null),
  recommendations: recommendationBlocks,
  process: processBlocks,
};

function focusBlocks(facts: ReportFacts): DraftBlock[] {
  const { focus, kloes = [], sources, period, words, answers } = facts;
  const time = `from ${day(period.from)} to ${day(period.to)}`;
  return [
    said(focus, 'Focus'),
    ...(kloes.length > 0 ? [said(`${kloes.join('; ')}.`, 'Key lines of enquiry')] : []),
    ...sources.map(({ label, rationale }, place) =>
      said(`${label}: ${rationale}`, place === 0 ? 'Why this focus' : undefined),
    ),
    said(
      answers
        ? `Those who answered looked at the time ${time}.`
        : `The work of agencies ${time} was looked at, with earlier history where it mattered.`,
      sentenceCase(words.window),
    ),
  ];
}

function pointsOf(
  { findings }: ReportFacts,
  kind: ReportFacts['findings'][number]['kind'],
  none: string,
): DraftBlock[] {
  const points = findings.filter((finding) => finding.kind === kind);
  return points.length > 0 ? points.map(({ text }) => ({ kind: 'point', text })) : [said(none)];
}

function recommendationBlocks({ recommendations }: ReportFacts): DraftBlock[] {
  if (recommendations.length === 0) return [said('Nothing is recommended.')];
  return recommendations.map(({ id, ...told }) => ({
    kind: 'recommendation',
    recommendationId: id,
    ...told,
  }));
}

function processBlocks({ discussion, processLearning, words }: ReportFacts): DraftBlock[] {
  if (!discussion) return [];
  const { date, present, missing, chair } = discussion;
  return [
    said(
      `The ${words.discussion} was held on ${formatDate(date)}. ${counted(present, 'person', 'people')} took part, and each accepted its confidentiality.`,
    ),
    ...(chair ? [said(chairedWords(chair))] : []),
    said(
      missing.length === 0
        ? `Everybody who had sent ${withArticle(words.return)} was represented.`
        : `Not represented, though they had sent ${withArticle(words.return)}: ${listed(missing)}.`,
    ),
    ...(processLearning ? [said(processLearning, processLearningHead.label)] : []),
  ];
}

/** By role, not by name: nobody is named in a report. */
function chairedWords({
  from,
  independent,
}: NonNullable<NonNullable<ReportFacts['discussion']>['chair']>): string {
  const by = from ? ` by ${from}` : '';
  return independent
    ? `It was chaired${by}, independently of the agencies that audited the children.`
    : `It was chaired${by || ' by somebody named for it'}.`;
}
