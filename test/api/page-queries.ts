/**
 * How often a page may ask the database, who looks and whose audit it is among it: a page that is not
 * named below as often as most. Lower a number when its page needs fewer; raising one is the last
 * thing to try. Counts, not times: they are the same on every machine.
 */
export const usualQueries = 8;

export const moreQueries: Readonly<Record<string, number>> = {
  '/console': 15,
  '/console/urgent-concern': 9,
  '/console/work-plan': 9,
  '/console/work-plan/:body/status': 11,
  '/console/directory/people/:contact/replace': 17,
  '/console/audits/:number': 19,
  '/console/audits/:number/returns/:return': 12,
  '/console/checks/:id': 13,
  '/console/audits/:number/discussion': 13,
  '/console/audits/:number/discussion/children/:child': 10,
  '/console/audits/:number/discussion/children/:child/:section': 9,
  '/console/audits/:number/discussion/questions': 10,
  '/console/audits/:number/discussion/recommendations': 9,
  '/console/audits/:number/report': 19,
  '/console/audits/:number/approvals': 19,
  '/console/audits/:number/actions/agencies/:agency/update': 13,
  '/console/audits/:number/briefing': 16,
  '/console/audits/:number/briefing/download': 16,
  '/console/audits/:number/briefing/identifiers': 16,
  '/asks': 23,
  '/asks/:ask': 9,
  '/asks/:ask/hand-over': 9,
  '/pack/:audit': 9,
  '/pack/:audit/:child': 9,
  '/returns/:tool': 10,
  '/returns/:tool/copy': 10,
  '/urgent-concern': 9,
};
