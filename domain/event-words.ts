import { andList } from './and-list.ts';
import { linkWords } from './audit-link.ts';
import { formatDate, isPlainDate } from './calendar.ts';
import { concernSentences } from './concern-words.ts';
import { discussionSentences } from './discussion-event-words.ts';
import { followUpSentences } from './follow-up-event-words.ts';
import { listed } from './phrases.ts';
import { planningSentences } from './planning-event-words.ts';
import { reportSentences } from './report-event-words.ts';
import type { Words } from './words.ts';

type Ids = Record<string, unknown>;

/** What the ids of an event stand for, for people. */
export interface EventNames {
  words: Words;
  /** By id or key. */
  agency(idOrKey: unknown): string;
  /** "C3", by the case's id. */
  child(caseId: unknown): string;
  person(contactId: unknown): string;
  stage(key: unknown): string;
  date(key: unknown): string;
  level(key: unknown): string;
  agencyOfRequest(requestId: unknown): string;
  /** Who sent a return: the agency, or the establishment of it that it is about. */
  sender(ids: Ids): string;
  /** " for C3", where a return is about something besides its sender. */
  forWhat(caseId: unknown): string;
  /** "C3 of Aldermere Police", by the return's id. */
  return(returnId: unknown): string;
}

const decidedWords: Record<string, string> = {
  opened: 'a section was opened with a reason',
  closed: 'a section was closed with a reason',
  'by-rule': 'a section follows the process again',
};

const sentences: Record<string, (ids: Ids, names: EventNames) => string> = {
  ...discussionSentences,
  ...concernSentences,
  ...followUpSentences,
  ...reportSentences,
  ...planningSentences,
  'audit.started': (ids, { words }) =>
    ids.asked !== undefined
      ? `The audit was started: ${askedInWords(ids, words)}`
      : `The audit was started: ${ids.cases} of the ${ids.rows} on the ${words.frame} to be selected`,
  'audit.followed': (ids) =>
    `Audit ${ids.audit} was started as ${linkWords(String(ids.what))} of this one`,
  'audit.follows': (ids) =>
    `This was started as ${linkWords(String(ids.what))} of audit ${ids.audit}`,
  'audit.paused': () => 'The audit was paused: every clock stands still',
  'audit.resumed': (ids) =>
    `The audit was resumed, and what is open moved by ${counted(ids.workingDays, 'working day')}`,
  'audit.cancelled': (ids) =>
    `The audit was cancelled; ${counted(ids.asks, 'open request')} withdrawn`,
  'audit.closed': () => 'The audit was closed',
  'stage.begun': (ids, names) => `${names.stage(ids.stage)}: begun`,
  'stage.ended': (ids, names) => `${names.stage(ids.stage)}: done`,
  'subject.withdrawn': (ids, names) =>
    ids.contact === undefined
      ? `${names.child(ids.case)} was withdrawn: nothing more is asked of it`
      : `The attendance of ${names.person(ids.contact)} at ${names.child(ids.case)} was withdrawn: nobody is asked about it any more`,
  'subject.joined': (ids, names) =>
    ids.contact === undefined
      ? `${names.child(ids.case)} joined${ids.again ? ' again' : ''} and was asked`
      : `The attendance of ${names.person(ids.contact)} at ${names.child(ids.case)} was added again: both are asked afresh`,
  'sample.drawn': (_ids, { words }) => `The ${words.draw} was made`,
  'sample.allocated': (ids) => `${counted(ids.cases, 'allocated case')} became the sample`,
  'case.identified': (ids) => `C${ids.number} was identified`,
  'case.facts-stated': (ids) => `What is known about C${ids.number} was stated`,
  'section.decided': (ids, names) =>
    `${names.return(ids.return)}: ${decidedWords[String(ids.decided)] ?? 'a section was decided about'}`,
  'case.replaced': (ids, names) =>
    `C${ids.number} was replaced by C${ids.by}, the next child selected for ${names.level(ids.level)}`,
  'case.withdrawn': (ids) => `C${ids.number} was withdrawn, and no other took its place`,
  'case.added': (ids, names) =>
    `C${ids.number} was added, the next child selected for ${names.level(ids.level)}`,
  'case.sealed': (ids) => `C${ids.number} was sealed: nobody is asked about it any more`,
  'case.unsealed': (ids) => `C${ids.number} was unsealed`,
  'agency.withdrawn': (ids, names) =>
    `${names.agency(ids.agency)} was withdrawn: nothing more is asked of it${givenTo(ids.given, names)}`,
  'agency.joined': (ids, names) =>
    `${names.agency(ids.agency)} joined${ids.again ? ' again' : ''} and was asked`,
  'involvement.other-named': (ids, names) =>
    `${names.agency(ids.agency)} named ${names.agency(ids.other)} as involved with ${names.child(ids.case)}`,
  'involvement.answered': (ids, names) =>
    `${names.agency(ids.agency)} answered: ${ids.known} of ${counted(ids.children, 'child', 'children')} known`,
  'involvement.not-answered': (ids, names) =>
    `${names.agency(ids.agency)} did not say which children it knew; this is recorded`,
  'request.opened': (ids, names) =>
    `${names.agency(ids.agency)} was asked for its ${names.words.returns}`,
  'request.ended': (ids, names) => {
    if (ids.count !== undefined) return endedTogether(ids, names);
    if (ids.outcome === 'complete') return `${names.agency(ids.agency)}: everything is in`;
    return ids.outcome === 'withdrawn'
      ? `${names.agency(ids.agency)}: nothing is asked of it any more`
      : `${names.agency(ids.agency)}: closed without everything in`;
  },
  'request.not-answered': (ids, names) =>
    `${names.agencyOfRequest(ids.request)} did not send ${ids.missing === 1 ? 'a' : ids.missing} ${ids.missing === 1 ? names.words.return : names.words.returns}; this is recorded`,
  'request.handed-over': (ids, names) =>
    `${names.agency(ids.agency)}: ${names.person(ids.from)} handed over to ${names.person(ids.to)}${ids.foreign ? ', at an address outside its own mail' : ''}`,
  'person.replaced': (ids, names) =>
    `${names.person(ids.from)} left: ${names.person(ids.to)} took over what was asked of them`,
  'return.allocated': (ids, names) =>
    `${names.return(ids.return)}: given to ${names.person(ids.to)} to complete`,
  'return.taken-back': (ids, names) =>
    `${names.return(ids.return)}: taken back from ${names.person(ids.from)}`,
  'return.submitted': (ids, names) =>
    `${names.sender(ids)} sent its ${names.words.return}${names.forWhat(ids.case)}${Number(ids.version) > 1 ? ` again (version ${ids.version})` : ''}`,
  'return.accepted': (ids, names) =>
    `${names.sender(ids)}: the ${names.words.return}${names.forWhat(ids.case)} was accepted`,
  'return.sent-back': (ids, names) =>
    `${names.sender(ids)}: the ${names.words.return}${names.forWhat(ids.case)} was ${names.words.sentBack}, with ${counted(ids.remarks, 'remark')}`,
  'return.stands-unrevised': (ids, names) =>
    `${names.sender(ids)}: no changes came${names.forWhat(ids.case)}, so version ${ids.version} stands`,
  'return.not-known': (ids, names) => `${names.sender(ids)}: ${nilOf(ids, names)}`,
  'statement.accepted': (ids, names) =>
    `${names.return(ids.return)}: ${names.person(ids.respondent)} accepted the information-sharing statement`,
  'clash.accepted': (ids, names) =>
    `${names.return(ids.return)}: ${names.person(ids.respondent)} may complete it all the same`,
  'another-person.asked-for': (ids, names) =>
    `${names.return(ids.return)}: the agency was asked for somebody else than ${names.person(ids.respondent)}`,
  'quality.raised': (ids, names) =>
    `The quality of what ${names.agency(ids.agency)} sent was raised with ${names.person(ids.contact)}`,
  'quality.answered': (ids, names) =>
    `${names.agency(ids.agency)} said what it does about the quality of what it sent`,
  'benchmark.set': (ids) =>
    ids.earlier
      ? `It is read against audit ${ids.earlier}`
      : 'The figures of an earlier audit were entered, against which it is read',
  'original.kept': () => 'The original of an answer that was entered for somebody was kept',
  'due-date.moved': (ids, names) =>
    `${names.agencyOfRequest(ids.request)} has more time, until ${day(ids.new)}`,
  'date.moved': (ids, names) =>
    `${names.date(ids.date)} was moved to ${day(ids.to)}${ids.withIt ? `, and ${counted(ids.withIt, 'date')} with it` : ''}`,
  'dates.meant': (ids, names) =>
    `${names.date(ids.date)} stays on ${day(ids.day)}, ${besideWhat(ids)}: it is meant so`,
  'dates.taken-up': (ids, names) =>
    `${names.date(ids.date)} on ${day(ids.day)}, ${besideWhat(ids)}, is to be looked at again`,
  'clock.brought-forward': (ids, names) =>
    ids.which === 'close'
      ? `The time for ${stepWords(ids.step, names.words)} was ended early`
      : `The next step for ${stepWords(ids.step, names.words)} was brought forward`,
};

/** With what a date clashes that was left as it is. */
function besideWhat({ clash, audits }: Ids): string {
  if (clash === 'closed') return 'though the partnership does not work that day';
  if (clash === 'school-holidays') return 'in the school holidays';
  const numbers = String(audits).split(' ').filter(Boolean);
  if (numbers.length === 0) return 'near a date of what is planned';
  return `near a date of ${numbers.length === 1 ? 'audit' : 'audits'} ${andList(numbers)}`;
}

/** One event of an audit as a sentence without a full stop; ids that nothing is known of stay out. */
export function eventSentence(kind: string, ids: Ids, names: EventNames): string {
  const sentence = sentences[kind];
  if (sentence) return sentence(ids, names);
  const words = kind.replace(/[.-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What people are asked for in one step, as a noun. */
export function stepWords(step: unknown, words: Words): string {
  switch (step) {
    case 'theme':
      return 'the decision on the focus';
    case 'terms':
      return 'the terms of reference';
    case 'endorse':
      return 'the decision on the terms of reference';
    case 'terms-vote':
      return 'what members say about the terms of reference';
    case 'team':
      return 'whom each agency names to audit';
    case 'teams-told':
      return 'telling the teams';
    case 'identities':
      return 'who the selected children are';
    case 'involvement':
      return 'which children each agency knew';
    case 'returns':
      return `the ${words.returns}`;
    case 'allocated':
      return `the ${words.returns} of colleagues`;
    case 'check':
      return `the check of ${words.returns}`;
    case 'revise':
      return `changes to ${words.returns}`;
    case 'family-feedback':
      return 'the feedback of children and families';
    case 'facilitate':
      return 'who can facilitate';
    case 'pairs':
      return 'the pairs of auditors';
    case 'questions':
      return 'the questions of the pairs';
    case 'case-feedback':
      return 'what the pairs found';
    case 'deep-dives':
    case 'deep-dives-by-chair':
      return 'the choice of deep dives';
    case 'set-day':
      return 'the day to be set';
    case 'circulate':
      return 'the pack';
    case 'supplement':
      return 'the supplement to the pack';
    case 'attend':
      return `who comes to the ${words.discussion}`;
    case 'chair':
      return `who chairs the ${words.discussion}`;
    case 'initial-review':
      return `going through what came in before the ${words.discussion}`;
    case 'record':
      return `the record of the ${words.discussion}`;
    case 'reconsider':
      return `the second look at ${words.returns}`;
    case 'report':
      return 'the report';
    case 'approve':
      return 'approval of the report';
    case 'objections':
      return 'the objections to the report';
    case 'decide':
      return 'the decision on the report';
    case 'amend':
      return 'the amendments to the report';
    case 'vote':
      return 'what members say about the report';
    case 'action-plan':
      return 'the action plan';
    case 'update':
      return 'updates on actions';
    case 'confirm':
      return 'confirming that actions are complete';
    case 'publish':
      return 'the briefing';
    case 'output':
      return 'what is made of the audit';
    case 'experience':
      return 'how the process was for those who took part';
    case 'pass-on':
      return 'passing on what was learnt';
    case 'feed-back':
      return 'feeding back good practice';
    case 'concern-acknowledge':
      return 'acknowledging an urgent concern';
    case 'concern-respond':
      return 'the response to an urgent concern';
    case 'concern-accept':
      return 'accepting the assurance about an urgent concern';
    default:
      return String(step);
  }
}

/** "C3 is not known to us in this period", or of what is no child: "made through another partnership". */
function nilOf({ case: caseId }: Ids, { words, child, forWhat }: EventNames): string {
  const what = forWhat(caseId) === '' ? '' : `${child(caseId)} is `;
  return `${what}${words.nilReturn}`;
}

/** What one of an audit team had not sent, of "C2=housing C5=police". */
function givenTo(given: unknown, names: EventNames): string {
  if (typeof given !== 'string') return '';
  const children = new Map<string, string[]>();
  for (const [child = '', agency = ''] of given.split(' ').map((one) => one.split('='))) {
    children.set(agency, [...(children.get(agency) ?? []), child]);
  }
  const each = [...children].map(([agency, own]) => `${listed(own)} to ${names.agency(agency)}`);
  return `; what it had not sent was given to others of the audit team: ${each.join(', ')}`;
}

/** Of the establishments or people of one agency, each of which was asked by itself. */
function endedTogether({ agency, outcome, count }: Ids, names: EventNames): string {
  const of = `${names.agency(agency)}: ${counted(count, 'request')}`;
  if (outcome === 'complete') return `${of} with everything in`;
  return `${of} ${outcome === 'withdrawn' ? 'withdrawn' : 'closed without everything in'}`;
}

/** Who is asked in an audit without children. */
function askedInWords({ subject, asked }: Ids, words: Words): string {
  switch (subject) {
    case 'agency':
      return `${counted(asked, 'agency', 'agencies')} to be asked`;
    case 'establishment':
      return `${counted(asked, words.establishment, words.establishments)} to be asked`;
    default:
      return `${counted(asked, 'course attendance')} to be asked about`;
  }
}

function counted(count: unknown, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}

function day(date: unknown): string {
  return typeof date === 'string' && isPlainDate(date) ? formatDate(date) : 'a day to be set';
}
