import { formatDate, isPlainDate } from './calendar.ts';
import type { EventNames } from './event-words.ts';
import { withArticle } from './phrases.ts';

type Ids = Record<string, unknown>;

/** What happened to actions, the briefing and good practice, as sentences. */
export const followUpSentences: Record<string, (ids: Ids, names: EventNames) => string> = {
  'actions.adopted': (ids) => `${actions(ids.actions)} went onto the work plan`,
  'action.planned': () => 'Something was planned for an action',
  'action-plan.finished': (ids) => `The action plan was completed, with ${actions(ids.actions)}`,
  'actions.reported-by-exception': (ids, names) =>
    `${actions(ids.actions)} of ${names.agency(ids.agency)} went to ${withArticle(names.words.body)} by exception: blocked`,
  'actions.updated': (ids, names) =>
    `${names.agency(ids.agency)} gave its update on ${actions(ids.actions)}${said(ids)}`,
  'actions.not-updated': (ids, names) =>
    `${names.agency(ids.agency)} said nothing about its ${actions(ids.actions)}; this is recorded`,
  'action.confirmed': (ids, names) =>
    `Action ${ids.number} of ${names.agency(ids.agency)} was confirmed complete`,
  'action.reopened': (ids, names) =>
    `Action ${ids.number} of ${names.agency(ids.agency)} was reported complete and opened again`,
  'action.withdrawn': (ids, names) =>
    `Action ${ids.number} of ${names.agency(ids.agency)} was withdrawn`,
  'work-plan.begun': (_ids, { words }) => `The work plan of the ${words.body} has its first action`,
  'work-plan.settled': (_ids, { words }) =>
    `Nothing on the work plan of the ${words.body} is open any more`,
  'status.sent': (_ids, { words }) => `The status of the work plan was sent to the ${words.body}`,
  'briefing.drafted': () => 'The briefing was drafted from the report',
  'briefing.saved': (ids) => `The briefing was edited (version ${ids.version})`,
  'briefing.published': (ids) =>
    typeof ids.on === 'string' && isPlainDate(ids.on)
      ? `The briefing was published on ${formatDate(ids.on)}`
      : 'The briefing was published',
  'output.recorded': (ids) =>
    typeof ids.on === 'string' && isPlainDate(ids.on)
      ? `What was made of the audit was recorded, for ${formatDate(ids.on)}`
      : 'What was made of the audit was recorded',
  'experience.given': () => 'Somebody who took part said how the process was for them',
  'learning.passed-on': (ids, names) =>
    ids.answer === 'passed-on'
      ? `${names.person(ids.contact)} passed on what was learnt`
      : `${names.person(ids.contact)} had nothing to pass on`,
  'learning.not-passed-on': (ids, names) =>
    `${names.person(ids.contact)} did not say whether anything was passed on; this is recorded`,
  'good-practice.confirmed': (ids, names) =>
    ids.answer === 'fed-back'
      ? `${names.agency(ids.agency)} confirmed that good practice was fed back`
      : `${names.agency(ids.agency)} had no good practice to feed back`,
  'good-practice.not-confirmed': (ids, names) =>
    `${names.agency(ids.agency)} did not say whether good practice was fed back; this is recorded`,
};

function actions(count: unknown): string {
  return `${count} ${count === 1 ? 'action' : 'actions'}`;
}

function said({ complete, blocked }: Ids): string {
  const told = [
    ...(complete ? [`${complete} reported complete`] : []),
    ...(blocked ? [`${blocked} blocked`] : []),
  ];
  return told.length > 0 ? `: ${told.join(', ')}` : '';
}
