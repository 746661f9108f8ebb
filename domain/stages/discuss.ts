import { z } from 'zod';
import { nearest } from '../nearest.ts';
import { listed, officerOf, withArticle } from '../phrases.ts';
import { type RuleProblem, resting, theTools, twice } from '../rule-problem.ts';
import type { Words } from '../words.ts';
import { askSchema, keySchema } from './asks.ts';
import { type AroundStage, stageBase, stageKind } from './stage-kind.ts';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** The multi-agency meeting: who comes, what is concluded, found and recommended. */
const discussSchema = z.strictObject({
  ...stageBase('discuss'),
  date: keySchema.describe("The profile's date on which it is held."),
  startsAt: timeOfDay.describe('When on that date, "HH:MM"; shown in the calendar invitation.'),
  minutes: z.int().min(15).max(600).describe('For how long; shown in the calendar invitation.'),
  cases: z
    .enum(['all', 'chosen'])
    .default('all')
    .describe(
      'Which children it is about: all, or those chosen for the deep dive. The pack and who is invited follow.',
    ),
  attend: askSchema.describe(
    'Asks each author and lead whether they come, send a deputy or cannot.',
  ),
  record: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe('Asks the officer to record the discussion. Only the record ends it.'),
  confidentiality: z.string().min(1).describe('The statement that each attendee accepts.'),
  conclusions: z
    .array(
      z.strictObject({
        key: keySchema.describe('A section of the tool with the same key is read beside it.'),
        label: z.string().min(1).describe('What people read above it.'),
      }),
    )
    .min(1)
    .describe('The heads under each of which the discussion records a conclusion.'),
  chair: z
    .strictObject({
      independent: z
        .boolean()
        .default(true)
        .describe(
          'Whether the chair may be of no agency that audited one of the children discussed.',
        ),
      name: askSchema
        .omit({ closeWorkingDaysAfter: true })
        .describe('Asks the officer to name the chair. Only that ends it.'),
    })
    .optional()
    .describe('Whether somebody is named to chair it; without it, the process does not say who.'),
  practitioners: z
    .strictObject({
      besides: z
        .boolean()
        .default(false)
        .describe(
          'Whether they come besides those who completed a tool and who answer for their agencies (true), or in their place (false).',
        ),
      invitation: z
        .string()
        .min(1)
        .describe(
          "What the invitation says of the meeting, such as that it is for reflecting and blames nobody; in the partnership's own words.",
        ),
      briefing: z
        .strictObject({
          date: keySchema.describe("The profile's date on which it is held."),
          startsAt: timeOfDay.describe('When on that date, "HH:MM".'),
          minutes: z.int().min(10).max(480).describe('For how long.'),
          place: z.string().min(1).optional().describe('Where, or how to join.'),
        })
        .optional()
        .describe('A session before the meeting, told of in the invitation; nobody has to come.'),
    })
    .optional()
    .describe(
      'Whether those who worked with the family are invited. The agency names them with its answer on involvement.',
    ),
  caseFeedback: askSchema
    .required({ closeWorkingDaysAfter: true })
    .optional()
    .describe(
      'Asks the pair of auditors of each child, after the discussion, for the key findings of its case and the specific actions; needs pairs. Its close is silence.',
    ),
  processLearning: z
    .boolean()
    .default(false)
    .describe(
      'Whether the record also says what was learnt about the audit itself; it goes into the report.',
    ),
  initialReview: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .optional()
    .describe(
      'Asks the officer to go with the chair through what came in before it is discussed: questions, gaps, inconsistencies and themes, which then stand on the desk of the meeting.',
    ),
  mayRevise: askSchema
    .required({ closeWorkingDaysAfter: true })
    .optional()
    .describe(
      'Whether whoever sent a tool may revise it after the meeting: asks each of them to look again; its close is when what they sent stands. Both versions stay, and the report counts the last.',
    ),
  moderation: z
    .boolean()
    .default(false)
    .describe('Whether grades are moderated; needs a scale in the tool.'),
});

type Discuss = z.infer<typeof discussSchema>;

/** Under it stands what was learnt about the audit itself (SO-23). */
export const processLearningHead = {
  key: 'process-learning',
  label: 'Learning about the audit itself',
};

/** Every head under which the record of a discussion says something. */
export function recordHeads(
  stage: Pick<Discuss, 'conclusions' | 'processLearning'>,
): { key: string; label: string }[] {
  return [...stage.conclusions, ...(stage.processLearning ? [processLearningHead] : [])];
}

export const discuss = stageKind(discussSchema, {
  title: (words) => words.discussion,
  once: true,
  needs: ({ cases, practitioners, caseFeedback }) => [
    { what: 'children', kinds: ['draw-sample'] },
    ...(practitioners
      ? [{ what: 'to know who worked with the families', kinds: ['check-involvement'] }]
      : []),
    ...(caseFeedback
      ? [{ what: 'pairs of auditors', kinds: ['prepare-questions'], begunIsEnough: true as const }]
      : []),
    ...(cases === 'chosen'
      ? [{ what: 'children chosen for the deep dive', kinds: ['choose-deep-dives'] }]
      : []),
  ],
  inWords: (
    {
      startsAt,
      minutes,
      cases,
      chair,
      practitioners,
      conclusions,
      processLearning,
      moderation,
      initialReview,
      mayRevise,
    },
    words,
  ) => [
    ...(cases === 'chosen'
      ? [
          `The ${words.discussion} is about the children chosen for the deep dive; the pack holds theirs, and only those who take part for them are invited.`,
        ]
      : []),
    `The ${words.discussion} begins at ${startsAt} and takes ${minutes} minutes. Everybody there accepts a statement on confidentiality.`,
    ...(chair ? [chairInWords(chair.independent)] : []),
    ...(practitioners ? practitionersInWords(practitioners, words) : []),
    `It records a conclusion under each of: ${listed(conclusions.map(({ label }) => label))}.`,
    ...(processLearning
      ? ['What was learnt about the audit itself is recorded too, and goes into the report.']
      : []),
    moderation
      ? `It may give ${withArticle(words.moderatedRating)} beside the ${words.firstRating}, with its reason, or record that none was agreed.`
      : 'It agrees on no grades.',
    ...(initialReview
      ? [
          'Before it, what came in is gone through for questions, gaps, inconsistencies and themes; they stand on the desk of the meeting.',
        ]
      : []),
    ...(mayRevise
      ? [
          `After it, whoever sent ${withArticle(words.return)} may revise it; both versions stay, and the report counts the last.`,
        ]
      : []),
  ],
  asks: ({ attend, record, chair, initialReview, mayRevise, caseFeedback }, words) => [
    ...(chair
      ? [
          {
            setting: ['chair', 'name'],
            timings: chair.name,
            asked: 'office' as const,
            who: officerOf(words),
            act: 'name who chairs it',
          },
        ]
      : []),
    {
      setting: ['attend'],
      timings: attend,
      asked: 'agency',
      who: 'everybody who takes part',
      act: 'say whether they come, send a deputy or cannot',
      silence: 'they are recorded as not having answered; they may still come.',
    },
    ...(caseFeedback
      ? [
          {
            setting: ['caseFeedback'],
            timings: caseFeedback,
            asked: 'person' as const,
            who: 'both auditors of each pair',
            act: 'record the key findings of their case and any specific actions; one of them may answer for both',
            silence: 'it is recorded that the pair gave no feedback, and the process goes on.',
          },
        ]
      : []),
    {
      setting: ['record'],
      timings: record,
      asked: 'office',
      who: officerOf(words),
      act: 'record who was there, and what was concluded, found and recommended',
    },
    ...(initialReview
      ? [
          {
            setting: ['initialReview'],
            timings: initialReview,
            asked: 'office' as const,
            when: `Before the ${words.discussion}`,
            who: officerOf(words),
            act: 'go with the chair through what came in',
          },
        ]
      : []),
    ...(mayRevise
      ? [
          {
            setting: ['mayRevise'],
            timings: mayRevise,
            asked: 'agency' as const,
            when: 'Once the record is finished',
            who: `whoever sent ${withArticle(words.return)}`,
            act: 'look at it again, and revise it or leave it as it is',
            silence: 'what they sent stands.',
          },
        ]
      : []),
  ],
  dates: ({ date, practitioners }) => [
    { setting: ['date'], key: date },
    ...(practitioners?.briefing
      ? [{ setting: ['practitioners', 'briefing', 'date'], key: practitioners.briefing.date }]
      : []),
  ],
  waitsForDay: true,
  endsAfter: ({ date }) => date,
  problems: (stage, around) => [
    ...twice(recordHeads(stage), ['conclusions'], 'conclusion'),
    ...resting(theTools, otherThanSections(stage, around)),
    ...resting(theTools, nothingToModerate(stage, around)),
    ...wrongSideOfMeeting(stage),
    ...packBeforeChoice(stage, around),
    ...resting(theTools, questionsNotInTool(stage, around)),
  ],
});

function chairInWords(independent: boolean): string {
  return independent
    ? 'Somebody is named to chair it who is of no agency that audited one of the children; whoever is of one is refused.'
    : 'Somebody is named to chair it.';
}

function practitionersInWords(
  { besides, briefing }: NonNullable<Discuss['practitioners']>,
  words: Words,
): string[] {
  const invited = besides
    ? `To the ${words.discussion} those who worked with the family are invited too, as their agency named them, besides whoever completed ${withArticle(words.return)} and whoever answers for an agency.`
    : `The ${words.return} is asked of whoever completes it; to the ${words.discussion} those are invited who worked with the family, as their agency named them.`;
  return [
    `${invited} They can read before what their agency completed, with the heads of the record as questions to think through.`,
    ...(briefing ? ['A briefing session before it is open to them; nobody has to come.'] : []),
  ];
}

/** The questions that practitioners think through head the tool and the record alike (WA-7). */
function questionsNotInTool(
  { practitioners, conclusions }: Discuss,
  { tools }: AroundStage,
): RuleProblem[] {
  if (!practitioners) return [];
  return conclusions.flatMap(({ key, label }, at) => {
    const missing = tools.some(
      ({ sections }) =>
        !sections.some(
          (section) =>
            section.key === key || section.questions.some((question) => question.key === key),
        ),
    );
    if (!missing) return [];
    const message = `“${label}” heads the record and is sent to practitioners to think through, but the tool does not ask it: give it a section or a question with the key "${key}".`;
    return [{ path: ['conclusions', at, 'key'], message }];
  });
}

/** A conclusion under the head of a section is read beside what that section says. */
function otherThanSections({ conclusions }: Discuss, { tools }: AroundStage): RuleProblem[] {
  const sections = tools.flatMap((tool) => tool.sections);
  const uncovered = sections
    .map(({ key }) => key)
    .filter((key) => !conclusions.some((each) => each.key === key));
  return conclusions.flatMap(({ key, label }, at) => {
    const section = sections.find((each) => each.key === key);
    if (section && section.title !== label) {
      const message = `The conclusion "${key}" is called "${label}" here, but the section "${key}" of the tool is called "${section.title}". Give both one name, or the conclusion another key.`;
      return [{ path: ['conclusions', at, 'label'], message }];
    }
    const near = section ? undefined : nearest(key, uncovered);
    if (!near) return [];
    const message = `No section of the tool has the key "${key}". Did you mean "${near}"?`;
    return [{ path: ['conclusions', at, 'key'], message }];
  });
}

function nothingToModerate({ moderation }: Discuss, { tools }: AroundStage): RuleProblem[] {
  if (!moderation) return [];
  const graded = tools.some(({ sections }) =>
    sections.some(({ questions }) => questions.some(({ type }) => type === 'rating')),
  );
  const path = ['moderation'];
  if (!tools.some(({ scale }) => scale)) {
    return [{ path, message: 'There are no grades to agree on: the tool has no "scale".' }];
  }
  if (graded) return [];
  return [
    { path, message: 'There are no grades to agree on: no question is of the type "rating".' },
  ];
}

function wrongSideOfMeeting(stage: Discuss): RuleProblem[] {
  const { date, attend, record, chair, caseFeedback, initialReview, mayRevise } = stage;
  const problems: RuleProblem[] = [];
  const review = initialReview?.due;
  if (review && 'date' in review && review.date === date && review.workingDays > 0) {
    const message = `What is gone through before the meeting is due before it: write how many working days before "${date}", with a minus.`;
    problems.push({ path: ['initialReview', 'due', 'workingDays'], message });
  }
  const revised = mayRevise?.due;
  if (revised && 'date' in revised && revised.date === date && revised.workingDays <= 0) {
    const message = 'Nobody looks again at what they sent before the meeting was held.';
    problems.push({ path: ['mayRevise', 'due', 'workingDays'], message });
  }
  const named = chair?.name.due;
  if (named && 'date' in named && named.date === date && named.workingDays > 0) {
    const message = `The meeting needs its chair: write how many working days before "${date}" it is, with a minus.`;
    problems.push({ path: ['chair', 'name', 'due', 'workingDays'], message });
  }
  if ('date' in attend.due && attend.due.date === date && attend.due.workingDays > 0) {
    const message = `This would be due after the meeting: write how many working days before "${date}" it is, with a minus.`;
    problems.push({ path: ['attend', 'due', 'workingDays'], message });
  }
  const said = caseFeedback?.due;
  if (said && 'date' in said && said.date === date && said.workingDays < 0) {
    const message = 'There is nothing to feed back before the meeting was held.';
    problems.push({ path: ['caseFeedback', 'due', 'workingDays'], message });
  }
  if ('date' in record.due && record.due.date === date && record.due.workingDays < 0) {
    const message = 'There is nothing to record before the meeting was held.';
    problems.push({ path: ['record', 'due', 'workingDays'], message });
  }
  return problems;
}

/** The pack holds the chosen children's, so it cannot leave while they are not chosen. */
function packBeforeChoice({ cases }: Discuss, { stages }: AroundStage): RuleProblem[] {
  const choice = stages.find(({ kind }) => kind === 'choose-deep-dives');
  const pack = stages.find(({ kind }) => kind === 'circulate-pack');
  if (cases === 'all' || !choice || !pack || pack.endedBefore.has(choice.key)) return [];
  const message = `The pack of the chosen children would leave before they are chosen: put "${choice.key}" before "${pack.key}", and into its "after".`;
  return [{ path: ['cases'], message }];
}
