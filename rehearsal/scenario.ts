import { z } from 'zod';
import { isPlainDate } from '../domain/calendar.ts';
import { checkYaml, type PlacedProblem, type ProfileProblem } from '../domain/check-profile.ts';
import { nearest } from '../domain/nearest.ts';
import { jsonSchemaOf, type Shape } from '../domain/profile-keys.ts';
import { answers, type Step, universal } from './answers.ts';

const key = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'use lower-case letters, digits and hyphens');
const date = z.string().refine(isPlainDate, 'write a real day as YYYY-MM-DD');
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time as HH:MM');
const days = z.int().min(0).max(260);
const steps = Object.keys(answers) as [Step, ...Step[]];
const weekday = z.enum([
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
]);

/** What somebody does when asked, apart from what everybody does. */
const lineSchema = z.strictObject({
  who: z
    .string()
    .min(1)
    .describe(
      `An agency's or group's key, "officer", "officer-deputy" or "manager", or a person's name.`,
    ),
  asked: z.enum(steps).describe('For what they are asked.'),
  stage: key.optional().describe('Only in this stage, where the profile asks for it in several.'),
  about: key
    .optional()
    .describe(
      "Only about this agency's tool; of a concern that is raised, the agency it is about.",
    ),
  child: z.int().min(1).optional().describe("Only about this child's tool: 1 for C1."),
  round: z.int().min(1).optional().describe('Only in this quarter of the updates.'),
  after: z
    .union([
      z.strictObject({ workingDays: days.describe('So many working days later.') }),
      z.strictObject({
        hours: z.int().min(0).max(2000).describe('So many hours later, nights and weekends too.'),
      }),
    ])
    .optional()
    .describe('How long after being asked; left out, half-way to the due date.'),
  late: days
    .optional()
    .describe('How many working days after the date by which they were asked to answer.'),
  on: weekday.optional().describe('On the first such day from then.'),
  at: time.optional().describe("At this hour, in the partnership's time."),
  answer: z.string().min(1).describe('What they do; "nothing" is to stay silent.'),
  children: z
    .array(z.int().min(1))
    .min(1)
    .optional()
    .describe('Only for these of the children: 1 for C1.'),
  text: z.string().min(1).optional().describe('What they type.'),
  times: z
    .union([z.int().min(1).max(100), z.literal('always')])
    .default(1)
    .describe('How often they answer so; then as everybody does.'),
});

const counted = {
  on: date.optional().describe('On this day, as YYYY-MM-DD.'),
  by: date.optional().describe('On this day or before.'),
  count: z.int().min(0).optional().describe('Exactly so many; left out, at least one.'),
};

/** What must have come of it. */
const expectationSchema = z.union([
  /** An email of this kind, such as "returns/chase". */
  z.strictObject({
    letter: z.string().min(1).describe('The kind of an email, such as "returns/chase".'),
    to: z.string().min(1).optional().describe('Only to this person, agency or group.'),
    ...counted,
  }),
  /** Something in the event log, such as "return.sent-back". */
  z.strictObject({
    event: z.string().min(1).describe('Something in the event log, such as "return.sent-back".'),
    ...counted,
  }),
  z.strictObject({
    stage: key.describe('The key of a stage.'),
    outcome: z.string().min(1).describe('How it ended, such as "complete".'),
    on: date.optional().describe('On this day, as YYYY-MM-DD.'),
  }),
  z.strictObject({
    request: key.describe('The key of an agency that was asked for its tools.'),
    outcome: z.string().min(1).describe('How its request ended, such as "complete".'),
  }),
  /** How many emails there were in all. */
  z.strictObject({
    letters: z
      .strictObject({
        atLeast: z.int().min(0).describe('No fewer than so many.'),
        atMost: z.int().min(0).describe('No more than so many.'),
      })
      .describe('How many emails there were in all.'),
  }),
]);

export const scenarioSchema = z.strictObject({
  title: z.string().min(1).describe('What is played, in a few words.'),
  profile: key.describe('The name of a process in `profiles/`.'),
  from: date.describe('The day on which the audit starts.'),
  cases: z
    .int()
    .min(1)
    .max(200)
    .optional()
    .describe("How many children; the process's own number where it is left out."),
  questions: z
    .array(z.string().min(1))
    .optional()
    .describe('What the audit asks on its theme besides its tool.'),
  establishments: z
    .int()
    .min(1)
    .max(300)
    .optional()
    .describe(
      'How many establishments are asked, where each answers for itself: "School 1" and so on.',
    ),
  attendances: z
    .int()
    .min(1)
    .max(300)
    .optional()
    .describe(
      'How many course attendances are asked about: of "Attendee 1" with "Manager 1", and so on.',
    ),
  agencies: z
    .array(key)
    .min(1)
    .optional()
    .describe("Keys of the agencies of the invented partnership; left out, all of the example's."),
  absent: z.array(key).default([]).describe('Those of them of which nobody is in the directory.'),
  knows: z
    .record(key, z.array(z.int().min(1)))
    .default({})
    .describe('Which children (1 for C1) an agency knew; an agency that is not named knew all.'),
  people: z
    .array(lineSchema)
    .default([])
    .describe('Who does what when asked; everybody else answers well and on time.'),
  expect: z
    .array(expectationSchema)
    .default([])
    .describe('What must have come of it: a rehearsal that comes out otherwise fails.'),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioLine = Scenario['people'][number];
export type Expectation = Scenario['expect'][number];

export type CheckedScenario =
  | { ok: true; scenario: Scenario }
  | { ok: false; problems: ProfileProblem[] };

let shape: Shape | undefined;

/** The shape of scenario files as JSON Schema, for editors. */
export function scenarioJsonSchema(): Shape {
  shape ??= jsonSchemaOf(scenarioSchema);
  return shape;
}

/** Reads a scenario and says everything that is wrong with it, each with line and column. */
export function checkScenario(text: string): CheckedScenario {
  const checked = checkYaml<Scenario>(text, {
    name: 'scenario',
    schema: scenarioSchema,
    shape: scenarioJsonSchema(),
    rules: (scenario) => scenario.people.flatMap(lineProblems),
  });
  return checked.ok ? { ok: true, scenario: checked.value } : checked;
}

function lineProblems(line: ScenarioLine, position: number): PlacedProblem[] {
  const path = ['people', position];
  const known = ['nothing', ...Object.keys(answers[line.asked].acts), ...Object.keys(universal)];
  const problems: PlacedProblem[] = [];
  if (!known.includes(line.answer)) {
    const near = nearest(line.answer, known);
    const meant = near ? `Did you mean "${near}"?` : `Use one of: ${known.join(', ')}.`;
    const message = `"${line.answer}" is no way to answer "${line.asked}". ${meant}`;
    problems.push({ path: [...path, 'answer'], message });
  }
  if (line.answer === 'raise-concern' && !line.about) {
    const message = 'Say with "about" which agency the concern is about.';
    problems.push({ path: [...path, 'answer'], message });
  }
  if (line.after && line.late !== undefined) {
    const message =
      'Count from being asked ("after") or from the due date ("late"), not from both.';
    problems.push({ path: [...path, 'late'], message });
  }
  return problems;
}
