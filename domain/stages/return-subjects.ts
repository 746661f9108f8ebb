import { z } from 'zod';
import { listed, withArticle } from '../phrases.ts';
import { type RuleProblem, theTools } from '../rule-problem.ts';
import type { Words } from '../words.ts';
import { keySchema } from './asks.ts';
import type { AroundStage } from './stage-kind.ts';

/** What returns are about: a child, or something for which no child is needed. */
export const subjects = ['case', 'agency', 'establishment', 'person'] as const;
export type Subject = (typeof subjects)[number];

/** The two who are asked about one attendance of a course. */
export const parts = ['attendee', 'manager'] as const;
export type Part = (typeof parts)[number];

/** The settings of a stage whose returns are not about children. */
export const subjectSettings = {
  subject: z
    .enum(subjects)
    .default('case')
    .describe(
      'What each return is about. "case": a child. "agency": an agency makes one for itself. "establishment": each service of the agencies under "establishmentsOf" makes one, such as each school. "person": somebody who attended a course, and their manager, each about the same attendance. The last three need no list of children.',
    ),
  establishmentsOf: z
    .array(keySchema)
    .min(1)
    .optional()
    .describe('The keys of the agencies whose services are the establishments.'),
  partnerships: z
    .array(
      z.strictObject({
        key: keySchema.describe('Stands in records; unique among them.'),
        name: z.string().min(1).max(200).describe('What people call the partnership.'),
      }),
    )
    .min(2)
    .max(40)
    .optional()
    .describe(
      'The partnerships that share the tool, this one among them: an agency that works in several makes one return, says which of them it serves, and can give in one that it made for another.',
    ),
  toolByPart: z
    .strictObject({
      attendee: keySchema.describe('The key of the tool that attendees answer.'),
      manager: keySchema.describe('The key of the tool that their managers answer.'),
    })
    .optional()
    .describe('The tool of whoever attended, and the tool of their manager.'),
};

interface SubjectSettings {
  key: string;
  subject: Subject;
  establishmentsOf?: string[] | undefined;
  partnerships?: { key: string; name: string }[] | undefined;
  toolByPart?: { attendee: string; manager: string } | undefined;
  toolByStratum?: Record<string, string> | undefined;
  who?: string | undefined;
}

/** "child" and "children", or what stands in their place. */
export function subjectWords(subject: Subject, words: Words): { one: string; many: string } {
  switch (subject) {
    case 'case':
      return { one: 'child', many: 'children' };
    case 'agency':
      return { one: 'agency', many: 'agencies' };
    case 'establishment':
      return { one: words.establishment, many: words.establishments };
    case 'person':
      return { one: 'course attendance', many: 'course attendances' };
  }
}

/** Who is asked for a return, in words that fit "Asks <who> to <act>". */
export function whoMakesReturns(
  subject: Subject,
  words: Words,
): { who: string; act: string; silence: string } {
  const one = `${withArticle(words.return)}`;
  switch (subject) {
    case 'case':
      return {
        who: 'each agency that knew one of the children',
        act: `send ${one} for each child that it knew`,
        silence:
          'the agency is recorded as not having answered, and the process goes on without it.',
      };
    case 'agency':
      return {
        who: 'each agency',
        act: `send one ${words.return} about itself`,
        silence:
          'the agency is recorded as not having answered, and the process goes on without it.',
      };
    case 'establishment':
      return {
        who: `the contact of each ${words.establishment}, each by an email of its own,`,
        act: `send one ${words.return} about it`,
        silence: `the ${words.establishment} is recorded as not having answered, and the process goes on without it.`,
      };
    case 'person':
      return {
        who: 'whoever attended a course, and their manager, each by themselves,',
        act: `send ${one} about each attendance`,
        silence:
          'that person is recorded as not having answered; what the other of the two said stands by itself, and nothing is read from the silence.',
      };
  }
}

export function subjectInWords(stage: SubjectSettings, words: Words): string[] {
  const { subject, establishmentsOf = [], partnerships = [] } = stage;
  switch (subject) {
    case 'case':
      return [];
    case 'agency':
      return [
        'Each agency answers for itself as a whole.',
        ...(partnerships.length > 0
          ? [
              `The tool is shared by ${listed(partnerships.map(({ name }) => name))}. An agency that works for several of them makes one ${words.return}, which says which it serves.`,
            ]
          : []),
      ];
    case 'establishment':
      return [
        `Each ${words.establishment} answers for itself. They are the services of ${listed(establishmentsOf.map((key) => `“${key}”`))} in the directory, and can be uploaded at the start.`,
        `Who is told of silence hears of all ${words.establishments} in one email.`,
      ];
    case 'person':
      return [
        'A list of course attendances is uploaded at the start. What attendee and manager said about one stands side by side.',
      ];
  }
}

/** One line for the drawing. */
export function subjectInShort(subject: Subject, words: Words): string {
  switch (subject) {
    case 'case':
      return `one ${words.return} for each child an agency knew`;
    case 'agency':
      return `one ${words.return} for each agency`;
    case 'establishment':
      return `one ${words.return} for each ${words.establishment}`;
    case 'person':
      return 'attendee and manager, each by themselves';
  }
}

const aboutChildren: readonly string[] = [
  'draw-sample',
  'check-involvement',
  'gather-feedback',
  'name-team',
  'choose-deep-dives',
  'prepare-questions',
  'circulate-pack',
  'discuss',
];

/** Settings that mean nothing for this subject, and stages that are about children. */
export function subjectProblems(stage: SubjectSettings, around: AroundStage): RuleProblem[] {
  const { subject } = stage;
  return [
    ...settingOnlyFor(stage, 'establishmentsOf', 'establishment'),
    ...settingOnlyFor(stage, 'partnerships', 'agency'),
    ...settingOnlyFor(stage, 'toolByPart', 'person'),
    ...missingFor(stage),
    ...(subject === 'case' ? [] : childrenProblems(stage, around)),
  ];
}

function settingOnlyFor(
  stage: SubjectSettings,
  setting: 'establishmentsOf' | 'partnerships' | 'toolByPart',
  subject: Subject,
): RuleProblem[] {
  if (stage[setting] === undefined || stage.subject === subject) return [];
  const message = `"${setting}" means something only with "subject: ${subject}". Take it out, or set the subject.`;
  return [{ path: [setting], message }];
}

function missingFor(stage: SubjectSettings): RuleProblem[] {
  const { subject, establishmentsOf, toolByPart } = stage;
  const path = ['subject'];
  if (subject === 'establishment' && !establishmentsOf) {
    const message = 'Say with "establishmentsOf" which agency\'s services are the establishments.';
    return [{ path, message }];
  }
  if (subject === 'person' && !toolByPart) {
    const message = 'Say with "toolByPart" what attendees and what managers are asked.';
    return [{ path, message }];
  }
  return [];
}

function childrenProblems(stage: SubjectSettings, { stages, tools }: AroundStage): RuleProblem[] {
  const path = ['subject'];
  const strange = stages.filter(({ kind }) => aboutChildren.includes(kind));
  const independent = tools.some(({ independence }) => independence !== undefined);
  return [
    ...strange.map(({ key, kind }) => {
      const message = `The returns of "${stage.key}" are not about children, but the stage "${key}" (${kind}) is. Take one of the two out.`;
      return { path, message };
    }),
    ...(independent
      ? [
          {
            path,
            message: `"independence" in a tool is about the work with a child, and the returns of "${stage.key}" are not about children. Take it out.`,
            restsOn: theTools,
          },
        ]
      : []),
    ...(stage.who === 'team'
      ? [{ path: ['who'], message: 'A team audits children, and these returns are about none.' }]
      : []),
    ...(stage.toolByStratum
      ? [{ path: ['toolByStratum'], message: 'There are no levels without a list of children.' }]
      : []),
  ];
}
