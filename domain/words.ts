import { z } from 'zod';

/**
 * What this partnership calls things where people read them. A profile may replace any of them;
 * pages, emails and documents never show the words that the code uses.
 */
export const wordsSchema = z.strictObject({
  audit: z.string().min(1).default('multi-agency case audit'),
  return: z.string().min(1).default('completed audit tool'),
  returns: z.string().min(1).default('completed audit tools'),
  sentBack: z.string().min(1).default('sent back for changes'),
  nilReturn: z.string().min(1).default('not known to us in this period'),
  frame: z.string().min(1).default('list of children'),
  stratum: z.string().min(1).default('level of need'),
  draw: z.string().min(1).default('random selection'),
  firstRating: z.string().min(1).default("agency's grade"),
  moderatedRating: z.string().min(1).default('agreed grade'),
  body: z.string().min(1).default('group'),
  establishment: z.string().min(1).default('establishment'),
  establishments: z.string().min(1).default('establishments'),
  window: z.string().min(1).default('audit period'),
  businessUnit: z.string().min(1).default('business unit'),
  discussion: z.string().min(1).default('multi-agency audit discussion'),
});

export type Words = z.infer<typeof wordsSchema>;

/** For what does not depend on how a partnership calls things. */
export const usualWords: Words = wordsSchema.parse({});
