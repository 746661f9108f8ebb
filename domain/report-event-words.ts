import { formatDate, isPlainDate } from './calendar.ts';
import type { EventNames } from './event-words.ts';

type Ids = Record<string, unknown>;

/** Sentences for what happens to the report, its approvals and the decisions on it. */
export const reportSentences: Record<string, (ids: Ids, names: EventNames) => string> = {
  'report.drafted': () => 'The report was drafted from what had been recorded',
  'report.saved': (ids) => `Version ${ids.version} of the report was saved`,
  'identifier.cleared': (ids) =>
    ids.hits === 1
      ? 'A possible identifier was left in the report, with a reason'
      : `${ids.hits} possible identifiers were left in the report, with a reason`,
  'report.finished': (ids) => `Version ${ids.version} of the report was finished`,
  'report.changed': (ids) =>
    ids.change === 'wording'
      ? `The wording of the report was corrected (version ${ids.version})`
      : `The report was changed (version ${ids.version}) and ${ids.asked === 1 ? '1 person was' : `${ids.asked} people were`} asked again`,
  'report.amended': (ids) => `The report was amended as wanted (version ${ids.version})`,
  'approval.given': (ids, names) =>
    ids.answer === 'object'
      ? `${names.person(ids.contact)} objected to the report`
      : `${names.person(ids.contact)} approved the report`,
  'approval.silent': (ids, names) =>
    `${names.person(ids.contact)} said nothing about the report; this is recorded`,
  'objection.answered': (ids, names) =>
    `The objection of ${names.person(ids.contact)} was answered, and the report stays as it is`,
  'email-round.started': (ids) =>
    `${ids.members === 1 ? '1 member was' : `${ids.members} members were`} asked by email about the report`,
  'vote.given': (ids, names) =>
    ids.answer === 'object'
      ? `${names.person(ids.contact)} did not approve the report, by email`
      : `${names.person(ids.contact)} approved the report, by email`,
  'vote.silent': (ids, names) =>
    `${names.person(ids.contact)} was asked by email and said nothing; this is recorded`,
  'decision.planned': (ids) => `The report is on the agenda of ${day(ids.date)}`,
  'decision.recorded': (ids) =>
    `The report was ${outcomes[String(ids.outcome)] ?? 'decided on'} ${ways[String(ids.how)] ?? ''} on ${day(ids.date)}${ids.nextDate ? `, until ${day(ids.nextDate)}` : ''}`,
};

const outcomes: Record<string, string> = {
  approved: 'approved',
  confirmed: 'confirmed, its lessons and actions,',
  'with-amendments': 'approved with amendments',
  deferred: 'deferred',
  noted: 'noted',
};

const ways: Record<string, string> = {
  meeting: 'at a meeting',
  'email-round': 'by email',
  'chairs-action': 'by the chair',
};

function day(date: unknown): string {
  return typeof date === 'string' && isPlainDate(date) ? formatDate(date) : 'a day to be set';
}
