/** What each kind of ask is called on a person's own page and in its link. */
export const askTitles: Record<string, string> = {
  identities: 'Say who the selected children are',
  involvement: 'Say which children your agency knew',
  returns: 'Complete your agency’s audit tools',
  allocated: 'Complete an audit tool that a colleague passed to you',
  check: 'Check a completed audit tool',
  revise: 'Change a completed audit tool that was sent back',
  circulate: 'Circulate the pack for the discussion',
  supplement: 'Circulate a supplement to the pack',
  attend: 'Say whether you come to the discussion',
  record: 'Record the discussion',
  report: 'Finish the report',
  approve: 'Read the report, and approve it or object',
  objections: 'Settle the objections to the report',
  decide: 'Record the decision on the report',
  amend: 'Make the amendments to the report',
  vote: 'Read the report, and say whether you approve it',
};
