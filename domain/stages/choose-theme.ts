import { z } from 'zod';
import { listed, officerOf } from '../phrases.ts';
import { type RuleProblem, twice } from '../rule-problem.ts';
import { askSchema, keySchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/** What a group does about the theme, as its decision is asked for and told. */
export const themeActs = {
  'agrees-lines': 'agree the key lines of enquiry under which it comes',
  identifies: 'identify the focus',
  chooses: 'choose the focus',
  approves: 'approve the focus',
} as const;

const themeActsTold = {
  'agrees-lines': 'agrees the key lines of enquiry',
  identifies: 'identifies the focus',
  chooses: 'chooses the focus',
  approves: 'approves the focus',
} as const;

/** The practice focus, where it came from, under which lines of enquiry, and which groups decide it. */
const chooseThemeSchema = z.strictObject({
  ...stageBase('choose-theme'),
  sources: z
    .array(
      z.strictObject({
        key: keySchema.describe('Stands in records; unique among the sources.'),
        label: z.string().min(1).describe('What people choose.'),
      }),
    )
    .min(1)
    .describe('The kinds of source from which at least one is recorded.'),
  optional: z.boolean().default(false).describe('Whether an audit may begin without a theme.'),
  kloes: z
    .array(
      z.strictObject({
        key: keySchema.describe('Questions of a tool name it by this.'),
        label: z.string().min(1).describe('What is asked, as people read it.'),
      }),
    )
    .default([])
    .describe(
      'The key lines of enquiry in force. A theme comes under at least one of them; questions of the tool and findings may name theirs.',
    ),
  groups: z
    .array(
      z.strictObject({
        body: keySchema.describe("The key of the group in the partnership's directory."),
        does: z
          .enum(['agrees-lines', 'identifies', 'chooses', 'approves'])
          .describe('Its part in it; "agrees-lines" is about the key lines of enquiry.'),
      }),
    )
    .default([])
    .describe(
      'The groups that decide the theme; what comes after this stage waits for all of them.',
    ),
  decide: askSchema
    .omit({ closeWorkingDaysAfter: true })
    .optional()
    .describe('Asks the officer to record what each group decided. Only that ends it.'),
});

export type ChooseTheme = z.infer<typeof chooseThemeSchema>;

export const chooseTheme = stageKind(chooseThemeSchema, {
  title: () => 'focus',
  once: true,
  inWords: ({ sources, optional, kloes, groups }, words) => [
    `The focus is chosen, and from which source it came: ${listed(
      sources.map(({ label }) => `“${label}”`),
      'or',
    )}.`,
    ...(optional ? ['An audit may begin without one.'] : []),
    ...(kloes.length > 0
      ? [
          `It comes under one or more of the key lines of enquiry: ${listed(kloes.map(({ label }) => `“${label}”`))}.`,
        ]
      : []),
    ...groups.map(({ body, does }) => `The ${words.body} “${body}” ${themeActsTold[does]}.`),
  ],
  asks: ({ decide }, words) =>
    decide
      ? [
          {
            setting: ['decide'],
            timings: decide,
            asked: 'office',
            who: officerOf(words),
            act: `record what each ${words.body} decided on the focus`,
          },
        ]
      : [],
  bodies: ({ groups }) =>
    groups.map(({ body }, at) => ({ setting: ['groups', String(at), 'body'], key: body })),
  problems: (stage) => [
    ...twice(stage.sources, ['sources'], 'source'),
    ...twice(stage.kloes, ['kloes'], 'key line of enquiry'),
    ...groupProblems(stage),
  ],
});

function groupProblems({ groups, decide, kloes }: ChooseTheme): RuleProblem[] {
  const nothing = groups.flatMap(({ does }, at) =>
    does === 'agrees-lines' && kloes.length === 0
      ? [
          {
            path: ['groups', at, 'does'],
            message: 'There are no key lines of enquiry to agree: list them in "kloes".',
          },
        ]
      : [],
  );
  const again = groups.flatMap(({ body }, at) =>
    groups.findIndex((each) => each.body === body) === at
      ? []
      : [
          {
            path: ['groups', at, 'body'],
            message: `"${body}" decides on the theme above already.`,
          },
        ],
  );
  if (groups.length > 0 && !decide) {
    const message =
      'Groups decide on the theme: say in "decide" how the officer is asked to record it.';
    return [...nothing, ...again, { path: ['groups'], message }];
  }
  if (decide && groups.length === 0) {
    const message = 'Nobody decides on the theme: name the groups in "groups", or take this out.';
    return [{ path: ['decide'], message }];
  }
  return [...nothing, ...again];
}
