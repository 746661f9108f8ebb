import { withArticle } from '../../domain/phrases.ts';
import type { Words } from '../../domain/words.ts';

/** What each kind of ask is called on a person's own page and on the first page of the console. */
export function askTitle(step: string, words: Words): string {
  const title = titles[step] ?? 'Answer a question';
  return typeof title === 'string' ? title : title(words);
}

const titles: Record<string, string | ((words: Words) => string)> = {
  theme: 'Record the decisions on the focus',
  terms: 'Write the terms of reference',
  endorse: 'Record the decision on the terms of reference',
  'terms-vote': 'Read the terms of reference, and say whether you agree',
  team: 'Name your agency’s auditors',
  'teams-told': 'Confirm that your teams were told',
  identities: 'Say who the selected children are',
  involvement: 'Say which children your agency knew',
  returns: ({ returns }) => `Send your agency’s ${returns}`,
  allocated: (words) => `Send ${withArticle(words.return)} that a colleague passed to you`,
  check: 'Check what an agency has sent',
  revise: 'Change what came back with remarks',
  'family-feedback': 'Arrange and record the feedback of a child or family',
  facilitate: 'Say whether you can facilitate',
  pairs: 'Name the pairs of auditors',
  questions: 'Read about your case and write down your questions',
  'case-feedback': 'Say what you found in your case',
  'deep-dives': 'Choose the children for the deep dive',
  'deep-dives-by-chair': 'Choose the children for the deep dive',
  'set-day': 'Set the day that the audit waits for',
  circulate: ({ discussion }) => `Circulate the pack for the ${discussion}`,
  supplement: 'Circulate a supplement to the pack',
  attend: ({ discussion }) => `Say whether you come to the ${discussion}`,
  chair: ({ discussion }) => `Name who chairs the ${discussion}`,
  'initial-review': 'Go through what came in before it is discussed',
  record: ({ discussion }) => `Record the ${discussion}`,
  reconsider: 'Look again at what you sent',
  report: 'Finish the report',
  approve: 'Read the report, and approve it or object',
  objections: 'Settle the objections to the report',
  decide: 'Record the decision on the report',
  amend: 'Make the amendments to the report',
  vote: 'Read the report, and say whether you approve it',
  'action-plan': 'Complete the action plan',
  update: 'Say how your agency’s actions stand',
  confirm: 'Confirm that actions are complete',
  publish: 'Finish and publish the briefing',
  output: 'Record what was made of the audit',
  experience: 'Say how the audit was for you',
  'pass-on': 'Say what you passed on',
  'feed-back': 'Say whether good practice was fed back',
};
