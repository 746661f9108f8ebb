import { z } from 'zod';
import { outputKinds } from '../output.ts';
import { listed, officerOf, withArticle } from '../phrases.ts';
import { type ReportSectionKey, reportSections } from '../report-sections.ts';
import { type RuleProblem, twice } from '../rule-problem.ts';
import type { Words } from '../words.ts';
import { askSchema, keySchema } from './asks.ts';
import { type AroundStage, type StageAsk, stageBase, stageKind } from './stage-kind.ts';

const sectionKeys = reportSections.map(({ key }) => key) as [ReportSectionKey];

/** Something besides the briefing that is made of what was learnt. */
const outputSchema = z.strictObject({
  key: keySchema.describe('Unique among the outputs.'),
  kind: z
    .enum(outputKinds)
    .describe('What is recorded of it: where it was published, or where and when it was held.'),
  title: z.string().min(1).max(100).describe('What it is called.'),
  measures: z
    .boolean()
    .default(false)
    .describe('Whether it is recorded as well how its effect will be seen.'),
  ask: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe('Asks the officer to see to it and to record it. Only that ends it.'),
});

/** Something that people pass on to others, and say that they have. */
const passOnSchema = z.strictObject({
  key: keySchema.describe('Unique among them.'),
  by: z
    .enum(['agencies', 'all-agencies', 'auditors', 'collators'])
    .describe(
      'Who is asked: each agency that sent a tool, every agency of the partnership, everybody who wrote a tool, or whoever holds the role "collator", of whom one is to answer.',
    ),
  title: z
    .string()
    .min(1)
    .max(150)
    .describe('What they are asked to do, as the title of their page: "Tell the Team Manager".'),
  report: z
    .boolean()
    .default(false)
    .describe('Whether their page shows the report, which is shared with them so.'),
  copy: z
    .boolean()
    .default(false)
    .describe('Whether they say as well that a copy was sent to whom they told.'),
  replies: z
    .boolean()
    .default(false)
    .describe('Whether those who were told can answer, and what they said is recorded.'),
  ask: askSchema
    .required({ closeWorkingDaysAfter: true })
    .describe('Asks each of them; its close is when saying nothing is recorded as that.'),
});

/** What was learnt is passed on: a briefing, other outputs, and people who tell others. */
const disseminateSchema = z.strictObject({
  ...stageBase('disseminate'),
  briefing: z
    .strictObject({
      title: z.string().min(1).describe('What people read above it.'),
      points: z
        .array(
          z.strictObject({
            title: z.string().min(1).describe('What people read above it.'),
            from: z
              .array(z.enum(sectionKeys))
              .default([])
              .describe(
                'The sections of the approved report from which its first text is drafted.',
              ),
          }),
        )
        .min(1)
        .max(12)
        .describe('Its points, in order. Published are exactly these, and none of them empty.'),
    })
    .optional()
    .describe('A briefing for practitioners, drafted from the report; goes with "publish".'),
  publish: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .optional()
    .describe(
      'Asks the officer to finish the briefing and record where it was published. Only that ends it.',
    ),
  feedBack: askSchema
    .required({ closeWorkingDaysAfter: true })
    .optional()
    .describe(
      'Asks each agency that sent a tool whether good practice was fed back; its close is silence.',
    ),
  outputs: z
    .array(outputSchema)
    .max(8)
    .default([])
    .describe('What else is made of it: newsletters, seminars, training, a plan.'),
  passOn: z
    .array(passOnSchema)
    .max(8)
    .default([])
    .describe('What people pass on to others, and say that they have.'),
  experience: z
    .strictObject({
      questions: z.array(z.string().min(1).max(300)).min(1).max(6).describe('What they are asked.'),
      body: keySchema.describe('The key of the body that reads what was said.'),
      ask: askSchema
        .required({ closeWorkingDaysAfter: true })
        .describe('Asks everybody who took part; nobody has to answer.'),
    })
    .optional()
    .describe('Asks how the process was for those who took part, without their names.'),
});

export type Disseminate = z.infer<typeof disseminateSchema>;

/** Whether it makes something of the report, besides what people only pass on. */
export function makesSomething({ briefing, outputs, experience }: Disseminate): boolean {
  return briefing !== undefined || outputs.length > 0 || experience !== undefined;
}

/** Every stage of a process that passes something on. */
export function disseminateStages(profile: { stages: readonly { kind: string }[] }): Disseminate[] {
  return profile.stages.filter((stage): stage is Disseminate => stage.kind === 'disseminate');
}

export type Output = Disseminate['outputs'][number];
export type PassOn = Disseminate['passOn'][number];
export type BriefingSettings = NonNullable<Disseminate['briefing']>;

export const disseminate = stageKind(disseminateSchema, {
  title: (_words, { briefing }) => (briefing ? 'briefing' : 'passing on what was learnt'),
  needs: ({ briefing, outputs, experience, passOn }) => [
    // What people only pass on, such as to the managers of the cases, waits for no report.
    ...(briefing || outputs.length > 0 || experience || passOn.length === 0
      ? [{ what: 'a report', kinds: ['write-report'] }]
      : [{ what: 'completed audit tools', kinds: ['gather-returns'] }]),
  ],
  inWords: ({ briefing, outputs, experience }, words) => [
    ...(briefing
      ? [
          `“${briefing.title}” is drafted from the report under ${listed(briefing.points.map(({ title }) => `“${title}”`))}.`,
        ]
      : []),
    ...(outputs.length > 0
      ? [`What else is made of it: ${listed(outputs.map(({ title }) => `“${title}”`))}.`]
      : []),
    ...(experience
      ? [
          `What those who took part say about the process reaches the ${words.body} “${experience.body}”, without their names.`,
        ]
      : []),
  ],
  inShort: ({ briefing, outputs, passOn }) =>
    [
      ...(briefing ? [briefing.title] : []),
      ...outputs.map(({ title }) => title),
      ...(briefing || outputs.length > 0 ? [] : passOn.map(({ title }) => title)),
    ].join(', '),
  asks: (stage, words) => [
    ...asksAboutBriefing(stage, words),
    ...stage.outputs.map(({ title, ask }, at) => ({
      setting: ['outputs', String(at), 'ask'],
      timings: ask,
      asked: 'office' as const,
      who: officerOf(words),
      act: `see to “${title}” and record when and where`,
    })),
    ...(stage.experience
      ? [
          {
            setting: ['experience', 'ask'],
            timings: stage.experience.ask,
            asked: 'person' as const,
            who: 'everybody who took part',
            act: 'say, without their name, how the process was for them',
            silence: 'nothing more is asked of them.',
          },
        ]
      : []),
    ...stage.passOn.map(({ by, title, copy, ask }, at) => ({
      setting: ['passOn', String(at), 'ask'],
      timings: ask,
      asked: by === 'agencies' || by === 'all-agencies' ? ('agency' as const) : ('person' as const),
      who: passedOnBy(by, words),
      act: `see to “${title}”${copy ? ', with a copy,' : ''} and say how`,
      silence: 'it is recorded that nothing was said; it may still be said later.',
    })),
  ],
  bodies: ({ experience }) =>
    experience ? [{ setting: ['experience', 'body'], key: experience.body }] : [],
  problems: (stage, around) => [
    ...anotherOfTheReport(stage, around),
    ...twice(stage.outputs, ['outputs'], 'output'),
    ...twice(stage.passOn, ['passOn'], 'thing to pass on'),
    ...halfBriefing(stage),
  ],
});

function asksAboutBriefing({ publish, feedBack }: Disseminate, words: Words): StageAsk[] {
  return [
    ...(publish
      ? [
          {
            setting: ['publish'],
            timings: publish,
            asked: 'office' as const,
            who: officerOf(words),
            act: 'finish it and record where it was published',
          },
        ]
      : []),
    ...(feedBack
      ? [
          {
            setting: ['feedBack'],
            timings: feedBack,
            asked: 'agency' as const,
            who: `each agency that sent ${withArticle(words.return)}`,
            act: 'say whether good practice was fed back to the professionals concerned',
            silence: 'the agency is recorded as not having answered; it may still answer later.',
          },
        ]
      : []),
  ];
}

function passedOnBy(by: PassOn['by'], words: Words): string {
  switch (by) {
    case 'agencies':
      return `each agency that sent ${withArticle(words.return)}`;
    case 'all-agencies':
      return 'every agency of the partnership';
    case 'auditors':
      return `everybody who wrote ${withArticle(words.return)}`;
    case 'collators':
      return 'each collator (one answers for all)';
  }
}

/** What people only pass on may be asked for twice, such as at once and when the report is approved. */
function anotherOfTheReport(stage: Disseminate, { stages }: AroundStage): RuleProblem[] {
  if (!makesSomething(stage)) return [];
  const others = stages.filter(({ key, kind, settings }) => {
    if (kind !== 'disseminate' || key === stage.key) return false;
    return makesSomething(settings as unknown as Disseminate);
  });
  const before = others.find(
    ({ key }) =>
      stages.findIndex((each) => each.key === key) <
      stages.findIndex((each) => each.key === stage.key),
  );
  if (!before) return [];
  const message = `"${before.key}" makes something of the report already. Another stage of this kind can have "passOn" alone.`;
  return [{ path: ['kind'], message }];
}

/** A briefing is published by somebody, and what is published is a briefing. */
function halfBriefing({
  experience,
  key,
  briefing,
  publish,
  outputs,
  passOn,
  feedBack,
}: Disseminate): RuleProblem[] {
  if (briefing && !publish) {
    const message = 'Nobody is asked to publish this briefing: add "publish".';
    return [{ path: ['briefing'], message }];
  }
  if (publish && !briefing) {
    const message = 'There is nothing to publish: add "briefing", or take "publish" out.';
    return [{ path: ['publish'], message }];
  }
  if (feedBack && !briefing) {
    const message =
      'What agencies say about good practice stands beside the briefing. Without one, use "passOn".';
    return [{ path: ['feedBack'], message }];
  }
  if (briefing || experience || outputs.length + passOn.length > 0) return [];
  const message = `The stage "${key}" passes nothing on. Add "briefing" and "publish", "outputs", "passOn" or "experience", or take it out.`;
  return [{ path: [], message }];
}
