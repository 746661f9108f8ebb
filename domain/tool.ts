import { z } from 'zod';
import { keySchema } from './stages/asks.ts';

const questionBase = {
  key: keySchema,
  label: z.string().min(1),
  hint: z.string().min(1).optional(),
  required: z.boolean().default(true),
};

/** One question of an audit tool. */
export const questionSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...questionBase, type: z.literal('text') }),
  z.strictObject({ ...questionBase, type: z.literal('rating') }),
  z.strictObject({
    ...questionBase,
    type: z.literal('choice'),
    options: z.array(z.strictObject({ key: keySchema, label: z.string().min(1) })).min(2),
  }),
  z.strictObject({ ...questionBase, type: z.literal('yes-no') }),
  z.strictObject({ ...questionBase, type: z.literal('number'), min: z.number(), max: z.number() }),
  z.strictObject({ ...questionBase, type: z.literal('date') }),
]);

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
  sections: z
    .array(
      z.strictObject({
        key: keySchema,
        title: z.string().min(1),
        guidance: z.string().min(1).optional(),
        questions: z.array(questionSchema).min(1),
      }),
    )
    .min(1),
  /** The rating scale; absent where the process gives no grades. */
  scale: z
    .array(
      z.strictObject({
        key: keySchema,
        label: z.string().min(1),
        descriptor: z.string().min(1),
      }),
    )
    .min(2)
    .optional(),
});

export type Tool = z.infer<typeof toolSchema>;
export type Section = Tool['sections'][number];
export type Question = z.infer<typeof questionSchema>;

/** Answers of one return: section key → question key → what was typed or chosen. */
export type Answers = Record<string, SectionAnswers>;
export type SectionAnswers = Record<string, string>;
