import { z } from 'zod';

/**
 * What this partnership calls things where people read them. A profile may replace any of them;
 * pages, emails and documents never show the words that the code uses.
 */
export const wordsSchema = z.strictObject({
  audit: word('multi-agency case audit', 'What such an audit is called.'),
  return: word('completed audit tool', 'What one agency sends about one child.'),
  returns: word('completed audit tools', 'The same of several.'),
  sentBack: word('sent back for changes', 'Of one that has to be changed.'),
  nilReturn: word(
    'not known to us in this period',
    'What an agency says of a child that it did not know.',
  ),
  frame: word('list of children', 'The list from which the children are taken.'),
  stratum: word(
    'level of need',
    'What the children on the list are told apart by, such as an area.',
  ),
  draw: word('random selection', 'How the children are taken from the list.'),
  firstRating: word("agency's grade", 'What the agency itself gave.'),
  moderatedRating: word('agreed grade', 'What the meeting agreed on.'),
  body: word('group', 'A named group that decides.'),
  establishment: word(
    'establishment',
    'One of those that answer for themselves, such as a school.',
  ),
  establishments: word('establishments', 'The same of several.'),
  window: word('audit period', 'The time that an audit looks at.'),
  businessUnit: word('business unit', 'Who runs audits here.'),
  discussion: word('multi-agency audit discussion', 'The meeting of the agencies.'),
});

export type Words = z.infer<typeof wordsSchema>;

/** For what does not depend on how a partnership calls things. */
export const usualWords: Words = wordsSchema.parse({});

function word(usual: string, means: string) {
  return z.string().min(1).default(usual).describe(means);
}
