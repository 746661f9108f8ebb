import { z } from 'zod';
import { ruleSchema } from './rules.ts';
import { keySchema } from './stages/asks.ts';

const asked = {
  key: keySchema.describe('Stands in records and rules; unique among its neighbours.'),
  label: z.string().min(1).describe('What is asked, as people read it.'),
  hint: z.string().min(1).optional().describe('One line of help below it.'),
  required: z.boolean().default(true).describe('Whether it has to be answered.'),
  kloe: keySchema
    .optional()
    .describe(
      'The key line of enquiry that it serves, of those that the stage "choose-theme" lists.',
    ),
};

const options = z
  .array(
    z.strictObject({
      key: keySchema.describe('Stands in records and rules.'),
      label: z.string().min(1).describe('What people choose.'),
    }),
  )
  .min(2)
  .describe('What can be chosen.');

const range = {
  min: z.number().describe('The smallest number that may be entered.'),
  max: z.number().describe('The largest.'),
};

const stated = {
  ...asked,
  statedBy: z
    .enum(['officer', 'auditor'])
    .default('auditor')
    .describe(
      '"officer": entered with who the children are. "auditor": asked at the top of the tool, where it also is when the officer has left it open.',
    ),
};

/** Something about a child's case on which depends what is asked; not required: may stay empty. */
export const factSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...stated, type: z.literal('yes-no') }),
  z.strictObject({ ...stated, type: z.literal('choice'), options }),
  z.strictObject({ ...stated, type: z.literal('number'), ...range }),
  z.strictObject({ ...stated, type: z.literal('date') }),
]);

const questionBase = {
  ...asked,
  when: ruleSchema
    .optional()
    .describe('Asked only where this rule over the facts of the case holds.'),
  flag: z
    .boolean()
    .optional()
    .describe(
      'An explanation that the facts call for: marked as that for whoever reads it, and no failing in itself.',
    ),
  fixed: z
    .boolean()
    .optional()
    .describe('A question that no later version of the process may leave out.'),
};

/** One question of an audit tool. */
export const questionSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...questionBase, type: z.literal('text') }),
  z.strictObject({ ...questionBase, type: z.literal('rating') }),
  z.strictObject({ ...questionBase, type: z.literal('choice'), options }),
  z.strictObject({ ...questionBase, type: z.literal('yes-no') }),
  z.strictObject({ ...questionBase, type: z.literal('number'), ...range }),
  z.strictObject({ ...questionBase, type: z.literal('date') }),
]);

const sectionSchema = z.strictObject({
  key: keySchema.describe('A conclusion of the discussion with the same key is read beside it.'),
  title: z.string().min(1).describe('What people read above it.'),
  guidance: z.string().min(1).optional().describe('What to look at, shown above its questions.'),
  applies: z
    .strictObject({
      when: ruleSchema.describe('A rule over the facts of the case.'),
      note: z.string().min(1).describe('Says to people when the section normally applies.'),
    })
    .optional()
    .describe(
      'When the section is asked; without it, always. The rule proposes: whoever completes the tool may open or close the section with a reason.',
    ),
  descriptors: z
    .array(
      z.strictObject({
        grade: keySchema.describe('The key of a grade of the scale.'),
        text: z.string().min(1).describe('What it means under this section.'),
        reference: z
          .string()
          .min(1)
          .optional()
          .describe('Where the text stands in the framework that it comes from.'),
      }),
    )
    .optional()
    .describe(
      "What a grade means under this section, beside the grade; other grades keep the scale's text.",
    ),
  questions: z.array(questionSchema).min(1).describe('What is asked, in order.'),
});

const gradeSchema = z.strictObject({
  key: keySchema.describe('Stands in records; "grade-3", where people read "3".'),
  label: z.string().min(1).describe('What people choose.'),
  descriptor: z.string().min(1).describe('One sentence, beside the grade.'),
  guidance: z.string().min(1).optional().describe('The whole text, to be opened beside the grade.'),
  reference: z
    .string()
    .min(1)
    .optional()
    .describe('Where the text stands in the framework that it comes from, such as "ESN 01–21".'),
});

const dated = z
  .string()
  .regex(/^\d{4}(-\d{2}){0,2}$/)
  .describe('Of when the text is: a year, a month or a day.');

export const toolSchema = z.strictObject({
  statement: z
    .strictObject({
      title: z.string().min(1).describe('What people read above it.'),
      dated,
      text: z.string().min(1).describe('What is accepted.'),
    })
    .describe('What the respondent accepts before starting: for what and how to share.'),
  independence: z
    .strictObject({
      text: z.string().min(1).describe('What the respondent confirms.'),
      notCaseHolder: z
        .boolean()
        .describe('Whether the case holder whom the agency named is refused.'),
      notLineManager: z.boolean().describe("Whether the case holder's line manager is refused."),
    })
    .optional()
    .describe('Who may not complete the tool; left out where the process does not restrict it.'),
  sections: z.array(sectionSchema).min(1).describe('The parts of the tool, in order.'),
  scale: z
    .array(gradeSchema)
    .min(2)
    .optional()
    .describe('The grades, from the best to the least; left out where the process gives none.'),
  scaleSource: z
    .strictObject({
      title: z.string().min(1).describe('The publication that they come from.'),
      dated,
      paraphrase: z.boolean().describe('Whether the texts are not the official wording.'),
    })
    .optional()
    .describe('Where the texts of the scale come from.'),
  noGrade: z
    .boolean()
    .optional()
    .describe('Whether "no grade given", with a reason, answers a question for a grade.'),
});

/** One of several tools; stages name it by its key. */
export const namedToolSchema = toolSchema.extend({
  key: keySchema.describe('Stages name the tool by this; unique among the tools.'),
});

export type Tool = z.infer<typeof toolSchema>;
export type Section = Tool['sections'][number];
export type Question = z.infer<typeof questionSchema>;
export type Fact = z.infer<typeof factSchema>;

/** Answers of one return: section key → question key → what was typed or chosen. */
export type Answers = Record<string, SectionAnswers>;
export type SectionAnswers = Record<string, string>;
