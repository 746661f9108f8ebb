import { formatDate } from './calendar.ts';
import type { EventNames } from './event-words.ts';

type Ids = Record<string, unknown>;
type Sentence = (ids: Ids, names: EventNames) => string;

const subjects: Record<string, string> = {
  theme: 'the focus',
  terms: 'the terms of reference',
};

/** What happened while an audit was planned. */
export const planningSentences: Record<string, Sentence> = {
  'plan.decided': (ids, names) =>
    `The ${names.words.body} “${ids.body}” ${ids.outcome === 'agreed' ? 'agreed' : 'did not agree'} to ${subjects[String(ids.subject)] ?? 'it'} on ${formatDate(String(ids.date))}`,
  'terms.saved': (ids) => `The terms of reference were saved (version ${ids.version})`,
  'terms.finished': (ids, { words }) =>
    `The terms of reference were put before the ${words.body} (version ${ids.version})`,
  'terms-round.started': (ids) =>
    `${ids.members} members were asked by email about the terms of reference`,
  'terms.answered': (ids, names) =>
    `${names.person(ids.contact)} ${ids.answer === 'agree' ? 'agreed to the terms of reference' : 'wants the terms of reference changed'}`,
  'terms.silent': (ids, names) =>
    `${names.person(ids.contact)} said nothing about the terms of reference; this is recorded`,
  'team.named': (ids, names) =>
    ids.answer === 'named'
      ? `${names.agency(ids.agency)} named ${ids.members} ${ids.members === 1 ? 'auditor' : 'auditors'}`
      : `${names.agency(ids.agency)} had nobody to name as an auditor`,
  'team.not-named': (ids, names) =>
    `${names.agency(ids.agency)} named no auditor; this is recorded`,
  'teams.told': (ids, names) =>
    ids.answer === 'told'
      ? `${names.agency(ids.agency)}: its teams were told on ${formatDate(String(ids.toldOn))}`
      : `${names.agency(ids.agency)}: there was nobody to tell`,
  'teams.not-confirmed': (ids, names) =>
    `${names.agency(ids.agency)} did not say that its teams were told; this is recorded`,
};
