import { z } from 'zod';
import { askSchema } from './asks.ts';
import { stageBase, stageKind } from './stage-kind.ts';

/** Each agency tells the teams whose work is looked at, and confirms that it has. */
const tellTeamsSchema = z.strictObject({
  ...stageBase('tell-teams'),
  note: z
    .strictObject({
      title: z.string().min(1).describe('What people read above it.'),
      text: z.string().min(1).describe('Paragraphs are parted by an empty line.'),
    })
    .describe('The note of one page for the teams: it stands in the letter and can be printed.'),
  ask: askSchema
    .required({ closeWorkingDaysAfter: true })
    .describe(
      'Asks each agency that knows one of the children, or every agency where nobody was asked yet; its close is silence.',
    ),
});

export type TellTeams = z.infer<typeof tellTeamsSchema>;

export const tellTeams = stageKind(tellTeamsSchema, {
  title: () => 'telling the teams',
  once: true,
  inWords: ({ note }) => [
    `Before the work begins, the teams whose work is looked at hear from their own agency what it is for, with the note “${note.title}”.`,
  ],
  inShort: ({ note }) => note.title,
  asks: ({ ask }) => [
    {
      setting: ['ask'],
      timings: ask,
      asked: 'agency',
      who: 'each agency that takes part',
      act: 'confirm that its teams were told',
      silence: 'it is recorded that the agency did not say so; it may still say it later.',
    },
  ],
});
