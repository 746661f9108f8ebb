import { z } from 'zod';
import { nearest } from '../nearest.ts';
import { listed, officerOf } from '../phrases.ts';
import { type RuleProblem, twice } from '../rule-problem.ts';
import { askSchema, keySchema } from './asks.ts';
import { type AroundStage, stageBase, stageKind } from './stage-kind.ts';

/** The multi-agency meeting: who comes, what is concluded, found and recommended. */
const discussSchema = z.strictObject({
  ...stageBase('discuss'),
  date: keySchema.describe("The profile's date on which it is held."),
  startsAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .describe('When on that date, "HH:MM"; shown in the calendar invitation.'),
  minutes: z.int().min(15).max(600).describe('For how long; shown in the calendar invitation.'),
  attend: askSchema.describe(
    'Asks each author and lead whether they come, send a deputy or cannot.',
  ),
  record: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .describe('Asks the officer to record the discussion. Only the record ends it.'),
  confidentiality: z.string().min(1).describe('The statement that each attendee accepts.'),
  conclusions: z
    .array(z.strictObject({ key: keySchema, label: z.string().min(1) }))
    .min(1)
    .describe('The heads under each of which the discussion records a conclusion.'),
  moderation: z
    .boolean()
    .default(false)
    .describe('Whether grades are moderated; needs a scale in the tool.'),
});

type Discuss = z.infer<typeof discussSchema>;

export const discuss = stageKind(discussSchema, {
  title: (words) => words.discussion,
  once: true,
  needs: [{ what: 'children', kinds: ['draw-sample'] }],
  inWords: ({ startsAt, minutes, conclusions, moderation }, words) => [
    `The ${words.discussion} begins at ${startsAt} and takes ${minutes} minutes. Everybody there accepts a statement on confidentiality.`,
    `It records a conclusion under each of: ${listed(conclusions.map(({ label }) => label))}.`,
    moderation
      ? `It may give an ${words.moderatedRating} beside the ${words.firstRating}, with its reason, or record that none was agreed.`
      : 'It agrees on no grades.',
  ],
  asks: ({ attend, record }, words) => [
    {
      setting: ['attend'],
      timings: attend,
      asked: 'agency',
      who: 'everybody who takes part',
      act: 'say whether they come, send a deputy or cannot',
      silence: 'they are recorded as not having answered; they may still come.',
    },
    {
      setting: ['record'],
      timings: record,
      asked: 'office',
      who: officerOf(words),
      act: 'record who was there, and what was concluded, found and recommended',
    },
  ],
  dates: ({ date }) => [{ setting: ['date'], key: date }],
  waitsForDay: true,
  endsAfter: ({ date }) => date,
  problems: (stage, around) => [
    ...twice(stage.conclusions, ['conclusions'], 'conclusion'),
    ...otherThanSections(stage, around),
    ...nothingToModerate(stage, around),
    ...wrongSideOfMeeting(stage),
  ],
});

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

function wrongSideOfMeeting({ date, attend, record }: Discuss): RuleProblem[] {
  const problems: RuleProblem[] = [];
  if ('date' in attend.due && attend.due.date === date && attend.due.workingDays > 0) {
    const message = `This would be due after the meeting: write how many working days before "${date}" it is, with a minus.`;
    problems.push({ path: ['attend', 'due', 'workingDays'], message });
  }
  if ('date' in record.due && record.due.date === date && record.due.workingDays < 0) {
    const message = 'There is nothing to record before the meeting was held.';
    problems.push({ path: ['record', 'due', 'workingDays'], message });
  }
  return problems;
}
