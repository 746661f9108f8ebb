/** The sections of a report in their order; one for which there is nothing to say is left out. */
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

/** The sections that hold what was found and what is recommended. */
export const findingSections: ReadonlySet<string> = new Set<ReportSectionKey>([
  'good-practice',
  'development',
  'themes',
  'conclusions',
  'recommendations',
]);
