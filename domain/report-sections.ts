/**
 * The sections of a report that are drafted from the data, in the order in which they stand where a
 * process does not say otherwise; one for which there is nothing to say is left out.
 */
export const reportSections = [
  { key: 'focus', title: 'What this audit looked at', adds: 'paragraph', prompt: '' },
  { key: 'children', title: 'The children', adds: 'paragraph', prompt: '' },
  { key: 'agencies', title: 'Who took part', adds: 'paragraph', prompt: '' },
  {
    key: 'grades',
    title: 'Grades',
    adds: 'paragraph',
    prompt: 'What the grades show, and what they do not.',
  },
  {
    key: 'good-practice',
    title: 'Good practice',
    adds: 'point',
    prompt:
      'What works well, with illustrations that point to nobody. Is there practice to showcase?',
  },
  {
    key: 'development',
    title: 'Areas for development',
    adds: 'point',
    prompt: 'Emerging concerns and gaps. Which required standards were met, and which were not?',
  },
  {
    key: 'themes',
    title: 'Themes',
    adds: 'point',
    prompt:
      'Trends and the reasons for them. How are thresholds applied, and what does that mean for children?',
  },
  {
    key: 'conclusions',
    title: 'Conclusions',
    adds: 'paragraph',
    prompt: 'Overall judgements: what difference did the agencies make?',
  },
  {
    key: 'benchmark',
    title: 'Compared with an earlier audit',
    adds: 'paragraph',
    prompt: 'What has changed since, and what has not? What may explain it?',
  },
  {
    key: 'recommendations',
    title: 'Recommendations',
    adds: 'recommendation',
    prompt: 'Each one specific, measurable, achievable and relevant, with an agency and a date.',
  },
  {
    key: 'process',
    title: 'How the audit was carried out',
    adds: 'paragraph',
    prompt: 'What was learnt about the audit itself, and how its results will be shared.',
  },
] as const;

export type ReportSectionKey = (typeof reportSections)[number]['key'];

/** A section as a process wants it: one that is drafted, by its key, or one of its own. */
export interface WantedSection {
  key: string;
  title?: string | undefined;
  prompt?: string | undefined;
  required: boolean;
}

/** A section of the report of one process. */
export interface ReportSectionPlan {
  key: string;
  title: string;
  /** What is added at its end. */
  adds: (typeof reportSections)[number]['adds'];
  /** What is shown beside it while it is written. */
  prompt: string;
  /** The report does not leave while nothing stands in it. */
  required: boolean;
  /** From which data it is drafted; null: it begins empty. */
  drafted: ReportSectionKey | null;
}

/** The sections of a process's report: its own choice, or all that are drafted. */
export function plannedSections(wanted: readonly WantedSection[] | undefined): ReportSectionPlan[] {
  const all: readonly WantedSection[] =
    wanted ?? reportSections.map(({ key }) => ({ key, required: false }));
  return all.map(({ key, title, prompt, required }) => {
    const known = reportSections.find((section) => section.key === key);
    return {
      key,
      title: title ?? known?.title ?? key,
      adds: known?.adds ?? 'paragraph',
      prompt: prompt ?? known?.prompt ?? '',
      required,
      drafted: known?.key ?? null,
    };
  });
}

/** The sections that hold what was found and what is recommended. */
export const findingSections: ReadonlySet<string> = new Set<ReportSectionKey>([
  'good-practice',
  'development',
  'themes',
  'conclusions',
  'recommendations',
]);
