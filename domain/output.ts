import { formatDate, type PlainDate } from './calendar.ts';
import { type FieldProblem, textProblems } from './field-problem.ts';
import { readTypedDate } from './typed-date.ts';

/** What can be made of an audit besides its briefing (CH-30, CH-31, SO-33, SO-34). */
export const outputKinds = [
  'newsletter',
  'website',
  'seminar',
  'training',
  'plan',
  'talk',
  'submission',
] as const;
export type OutputKind = (typeof outputKinds)[number];

/** What is recorded of one, as somebody typed it. */
export interface TypedOutput {
  heldOn: string;
  where: string;
  measures: string;
}

const asked: Record<OutputKind, { on: string; where: string; done: string }> = {
  newsletter: { on: 'Sent on', where: 'Where it can be read', done: 'Sent' },
  website: {
    on: 'Published on',
    where: 'Where, such as the address of the page',
    done: 'Published',
  },
  seminar: { on: 'Held on', where: 'Where', done: 'Held' },
  training: { on: 'Taken up on', where: 'In which training', done: 'Taken up' },
  submission: { on: 'Sent on', where: 'To whom, and how', done: 'Sent' },
  plan: { on: 'Agreed on', where: 'By whom, and where it is kept', done: 'Agreed' },
  talk: { on: 'Held on', where: 'With whom, by role, and what came of it', done: 'Held' },
};

/** What the fields of an output of this kind are called. */
export function outputWords(kind: OutputKind): { on: string; where: string; done: string } {
  return asked[kind];
}

/** Everything that keeps an output from being recorded. */
export function outputProblems(
  typed: TypedOutput,
  given: { today: PlainDate; measures: boolean },
): FieldProblem[] {
  const on = readTypedDate(typed.heldOn);
  const where = 'Say where, so that it can be found.';
  const measures = 'Say how its effect will be seen, such as in a later audit.';
  return [
    ...dayProblems(on, given.today),
    ...textProblems('where', typed.where, { missing: where, longest: 500 }),
    ...textProblems('measures', typed.measures, {
      longest: 5000,
      ...(given.measures ? { missing: measures } : {}),
    }),
  ];
}

function dayProblems(on: PlainDate | null, today: PlainDate): FieldProblem[] {
  if (!on) return [{ field: 'heldOn', message: 'Enter the day, such as 27 3 2027.' }];
  if (on <= today) return [];
  const message = `${formatDate(on)} is still to come. Record it once it has been.`;
  return [{ field: 'heldOn', message }];
}
