/** Forms of what a process may do besides; they are typed into by a test of their own. */
export const besideTheSpine = [
  '/console/programme/:programme/:entry/drop',
  '/console/programme/:programme/:entry/dates/:date',
  '/console/audits/:number/planning/:stage/:body/decision',
  '/console/audits/:number/terms',
  '/console/add-planned/:programme',
  '/console/clashing-dates/:clash',
  '/console/clashing-dates/:clash/take-up',
  '/console/contacts/:contact/wrong-person',
  '/console/agency-audits',
  '/console/agency-audits/:report',
  '/console/audits/:number/team/:agency',
  '/console/audits/:number/benchmark',
  '/console/audits/:number/agencies/:agency/quality',
  '/console/audits/:number/agencies/:agency/quality/:issue',
  '/console/audits/:number/discussion/review',
  '/console/audits/:number/discussion/review/:finding/outcome',
  '/console/audits/:number/teams-told/:agency',
  '/console/audits/:number/family/:ask',
  '/console/audits/:number/deep-dives',
  '/console/audits/:number/pairs/:child',
  '/console/audits/:number/enter/:ask',
  '/console/audits/:number/requests/:request/hand-over',
  '/console/audits/:number/returns/:return/not-known',
  '/console/audits/:number/returns/:return/sections/:section/decision',
  '/console/audits/:number/discussion/chair',
  '/console/audits/:number/action-plan/:action',
  '/console/audits/:number/learning/:output',
  '/console/audits/:number/subjects/:subject/add-again',
  '/console/audits/:number/subjects/:subject/withdraw',
];

/**
 * Who may do what, and who gets what, is not for this walk to change under its own feet: typed into in
 * staff-pages and cover-pages.
 */
export const ofTheStaff = [
  '/console/staff/add',
  '/console/staff/:contact',
  '/console/staff/:contact/cover',
  '/console/staff/:contact/cover/:cover',
];
