/** What is fetched and is no page. */
export const files = [
  /^\/(assets|api|health)\b/,
  /\.(csv|txt)$/,
  /\/(file|download|html|copy)$/,
  /\/versions\/:version\/action-plan$/,
  /\/originals\/:original$/,
  /^\/inbox\/messages$/,
];

/** Pages on which something begins, so that no page lies behind them. */
export const withoutWayBack = new Set<string>([
  '/',
  '/asks',
  '/console',
  '/console/groups',
  '/console/running',
  '/console/urgent-concern/raised',
  '/console/sign-in',
  '/console/sign-in/:token',
  '/l/:token',
  '/inbox',
]);

/** Forms in which nothing can be missing: a button to be pressed, or fields that may all stay empty. */
export const takenEmpty = new Set<string>([
  '/asks/:ask/case-feedback/:what/:id/remove',
  '/asks/:ask/more-time',
  '/asks/sign-out',
  '/concerns/:concern/acknowledge',
  '/concerns/:concern/phoned',
  '/console/audits/:number/briefing/identifiers',
  '/console/audits/:number/decision/email-round',
  '/console/audits/:number/discussion/findings/:finding/remove',
  '/console/audits/:number/discussion/recommendations/:recommendation/remove',
  '/console/audits/:number/discussion/review/:finding/remove',
  '/console/audits/:number/discussion/review/finish',
  '/console/audits/:number/pack',
  '/console/audits/:number/planning/email-round',
  '/console/audits/:number/report/amended',
  '/console/audits/:number/report/send',
  '/console/audits/:number/returns/:return/another-person',
  '/console/audits/new',
  '/console/audits/new/:draft/children',
  '/console/audits/new/:draft/discard',
  '/console/concerns/:concern/accept',
  '/console/concerns/:concern/acknowledge',
  '/console/concerns/:concern/phoned',
  '/console/keys/:id/revoke',
  '/console/programme/:programme/:entry/start',
  '/console/sign-in/:token',
  '/console/sign-out',
  '/l/:token/code',
  '/l/:token/renew',
  '/returns/:tool/sections/:section',
  '/returns/:tool/sections/:section/autosave',
  '/returns/:tool/take-back',
]);
