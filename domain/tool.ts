import { z } from 'zod';
import { ruleSchema } from './rules.ts';
import { keySchema } from './stages/asks.ts';

const asked = {
  key: keySchema,
  label: z.string().min(1),
  hint: z.string().min(1).optional(),
  required: z.boolean().default(true),
  /** The key line of enquiry that it serves, of those that the stage "choose-theme" lists. */
  kloe: keySchema.optional(),
};

const options = z.array(z.strictObject({ key: keySchema, label: z.string().min(1) })).min(2);

const stated = {
  ...asked,
  /** "officer": entered with who the children are; "auditor": asked at the top of the tool, where it
   * also is when the officer has left it open. */
  statedBy: z.enum(['officer', 'auditor']).default('auditor'),
};

/** Something about a child's case on which depends what is asked; not required: may stay empty. */
export const factSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...stated, type: z.literal('yes-no') }),
  z.strictObject({ ...stated, type: z.literal('choice'), options }),
  z.strictObject({ ...stated, type: z.literal('number'), min: z.number(), max: z.number() }),
  z.strictObject({ ...stated, type: z.literal('date') }),
]);

const questionBase = {
  ...asked,
  /** Asked only where this rule over the facts of the case holds. */
  when: ruleSchema.optional(),
  /** An explanation that the facts call for: marked as that for whoever reads it, and no failing in itself. */
  flag: z.boolean().optional(),
  /** A question that no later version of the process may leave out. */
  fixed: z.boolean().optional(),
};

/** One question of an audit tool. */
export const questionSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...questionBase, type: z.literal('text') }),
  z.strictObject({ ...questionBase, type: z.literal('rating') }),
  z.strictObject({ ...questionBase, type: z.literal('choice'), options }),
  z.strictObject({ ...questionBase, type: z.literal('yes-no') }),
  z.strictObject({ ...questionBase, type: z.literal('number'), min: z.number(), max: z.number() }),
  z.strictObject({ ...questionBase, type: z.literal('date') }),
]);

const sectionSchema = z.strictObject({
  key: keySchema,
  title: z.string().min(1),
  guidance: z.string().min(1).optional(),
  /**
   * When the section is asked; without it, always. The rule proposes: whoever completes the tool may
   * open or close the section with a reason. `note` says to people when it normally applies.
   */
  applies: z.strictObject({ when: ruleSchema, note: z.string().min(1) }).optional(),
  /** What a grade means under this section, beside the grade; other grades keep the scale's text. */
  descriptors: z
    .array(
      z.strictObject({
        grade: keySchema,
        text: z.string().min(1),
        reference: z.string().min(1).optional(),
      }),
    )
    .optional(),
  questions: z.array(questionSchema).min(1),
});

const gradeSchema = z.strictObject({
  key: keySchema,
  label: z.string().min(1),
  /** One sentence, beside the grade. */
  descriptor: z.string().min(1),
  /** The whole text, to be opened beside the grade. */
  guidance: z.string().min(1).optional(),
  /** Where the text stands in the framework that it comes from, such as "ESN 01–21". */
  reference: z.string().min(1).optional(),
});

export const toolSchema = z.strictObject({
  /** What the respondent accepts before starting; dated, and replaced with no code. */
  statement: z.strictObject({
    title: z.string().min(1),
    dated: z.string().regex(/^\d{4}(-\d{2}){0,2}$/),
    text: z.string().min(1),
  }),
  /** Who may not complete the tool; absent where the process does not restrict it. */
  independence: z
    .strictObject({
      text: z.string().min(1),
      notCaseHolder: z.boolean(),
      notLineManager: z.boolean(),
    })
    .optional(),
  sections: z.array(sectionSchema).min(1),
  /** The rating scale; absent where the process gives no grades. */
  scale: z.array(gradeSchema).min(2).optional(),
  /** Where the texts of the scale come from; `paraphrase` says that they are not the official wording. */
  scaleSource: z
    .strictObject({
      title: z.string().min(1),
      dated: z.string().regex(/^\d{4}(-\d{2}){0,2}$/),
      paraphrase: z.boolean(),
    })
    .optional(),
  /** Whether "no grade given", with a reason, answers a question for a grade. */
  noGrade: z.boolean().optional(),
});

/** One of several tools; stages name it by its key. */
export const namedToolSchema = toolSchema.extend({ key: keySchema });

export type Tool = z.infer<typeof toolSchema>;
export type Section = Tool['sections'][number];
export type Question = z.infer<typeof questionSchema>;
export type Fact = z.infer<typeof factSchema>;

/** Answers of one return: section key → question key → what was typed or chosen. */
export type Answers = Record<string, SectionAnswers>;
export type SectionAnswers = Record<string, string>;
