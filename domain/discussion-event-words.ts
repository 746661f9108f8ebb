import type { EventNames } from './event-words.ts';
import { initialFindingLabel } from './initial-finding.ts';
import { withArticle } from './phrases.ts';
import { sentenceCase } from './sentence-case.ts';

type Ids = Record<string, unknown>;

/** Sentences for what happens to the pack and at the discussion. */
export const discussionSentences: Record<string, (ids: Ids, names: EventNames) => string> = {
  'family-feedback.recorded': (ids, names) =>
    Number(ids.given) > 0
      ? `The feedback of ${names.child(ids.case)}’s family was recorded by ${names.agency(ids.agency)}`
      : `Why ${names.child(ids.case)}’s family gave no feedback was recorded by ${names.agency(ids.agency)}`,
  'family-feedback.not-recorded': (ids, names) =>
    `Nothing came of the feedback of ${names.child(ids.case)}’s family that ${names.agency(ids.agency)} was to arrange; this is recorded`,
  'deep-dives.chosen': (ids) =>
    `${ids.children} ${String(ids.children).includes(',') ? 'were' : 'was'} chosen for the deep dive${ids.again ? ', in place of the earlier choice' : ''}`,
  'pack.circulated': (ids, { words }) => {
    const what = ids.edition === 1 ? 'The pack' : 'A supplement to the pack';
    if (ids.people === 0)
      return `${what} was collated, with ${ids.returns} ${ids.returns === 1 ? words.return : words.returns}`;
    return `${what} was circulated to ${ids.people} ${ids.people === 1 ? 'person' : 'people'}, with ${ids.returns} ${ids.returns === 1 ? words.return : words.returns}`;
  },
  'supplement.expected': (_ids, { words }) =>
    `${sentenceCase(withArticle(words.return))} came in after the pack and will be circulated as a supplement`,
  'attendance.answered': (ids, names) =>
    `${names.person(ids.contact)} ${replies[String(ids.reply)] ?? 'answered'} the ${names.words.discussion}`,
  'attendance.recorded': (ids) => `Attendance was recorded, with ${ids.present} present`,
  'attendee.added': (ids, names) =>
    ids.agency
      ? `Somebody from ${names.agency(ids.agency)} was added to those present`
      : 'Somebody was added to those present',
  'attendee.withdrawn': (ids, names) =>
    `${ids.contact ? names.person(ids.contact) : 'Somebody'} is not expected at the ${names.words.discussion} any more`,
  'facilitator.answered': (ids, names) =>
    `${names.person(ids.contact)} said that they ${ids.reply === 'coming' ? 'can' : 'cannot'} facilitate`,
  'facilitator.not-answered': (ids, names) =>
    `${names.person(ids.contact)} did not say whether they can facilitate; this is recorded`,
  'pair.named': (ids, names) =>
    `${names.person(ids.first)} and ${names.person(ids.second)} were named as the auditors of ${names.child(ids.case)}${ids.again ? ', in place of the earlier pair' : ''}`,
  'questions.written': (ids, names) =>
    `The pair for ${names.child(ids.case)} ${Number(ids.revision) > 1 ? 'changed' : 'wrote down'} its questions`,
  'questions.not-written': (ids, names) =>
    `The pair for ${names.child(ids.case)} wrote no questions by the date; this is recorded`,
  'case-feedback.given': (ids, names) =>
    `The pair for ${names.child(ids.case)} gave its feedback: ${ids.findings} ${ids.findings === 1 ? 'key finding' : 'key findings'}, ${ids.actions} ${ids.actions === 1 ? 'action' : 'actions'}`,
  'case-feedback.not-given': (ids, names) =>
    `The pair for ${names.child(ids.case)} gave no feedback; this is recorded`,
  'chair.named': (ids, names) =>
    `${names.person(ids.contact)} was named to chair the ${names.words.discussion}${ids.before ? `, in place of ${names.person(ids.before)}` : ''}`,
  'meeting.arranged': (_ids, { words }) => `The hour or place of the ${words.discussion} was set`,
  'meeting.slots-set': (ids, { words }) =>
    Number(ids.cases) > 0
      ? `The times of ${ids.cases} ${ids.cases === 1 ? 'case' : 'cases'} within the ${words.discussion} were set`
      : `The times of single cases within the ${words.discussion} were taken back`,
  'agency-question.asked': (ids, names) =>
    `A question to ${names.agency(ids.agency)} was written for the ${names.words.discussion}`,
  'agency-question.answered': (ids, names) =>
    ids.taken
      ? `What ${names.agency(ids.agency)} answered to a question was taken back`
      : `What ${names.agency(ids.agency)} answered to a question was noted`,
  'agency-question.withdrawn': (ids, names) =>
    `A question to ${names.agency(ids.agency)} was withdrawn before it was answered`,
  'initial-finding.recorded': (ids) =>
    `Something to bring up was recorded: ${initialFindingLabel(String(ids.of)).toLowerCase()}`,
  'initial-finding.settled': () => 'What came of something brought up was recorded',
  'initial-finding.withdrawn': () => 'Something to bring up was removed',
  'initial-review.finished': (ids, { words }) =>
    `What came in was gone through before the ${words.discussion}, with ${ids.findings} ${ids.findings === 1 ? 'thing' : 'things'} to bring up`,
  'findings.reconsidered': (ids, names) =>
    Number(ids.revised) > 0
      ? `${names.person(ids.contact)} looked again and has nothing more to change`
      : `${names.person(ids.contact)} looked again and changed nothing`,
  'findings.stand': (ids, names) =>
    `${names.person(ids.contact)} changed nothing more in time; what was sent stands`,
  'return.revised': (ids, names) =>
    `${names.agency(ids.agency)} revised its ${names.words.return} for ${names.child(ids.case)} after the ${names.words.discussion} (version ${ids.version}); the one that was discussed stays`,
  'conclusion.written': (ids) =>
    ids.revision === 1 ? 'A conclusion was written' : 'A conclusion was changed',
  'rating.moderated': (ids, names) =>
    ids.agreed
      ? `${names.return(ids.return)}: an ${names.words.moderatedRating} was recorded`
      : `${names.return(ids.return)}: the views on a grade were recorded as not agreed`,
  'finding.recorded': () => 'A finding was recorded',
  'finding.changed': () => 'A finding was changed',
  'finding.withdrawn': () => 'A finding was removed',
  'recommendation.recorded': (ids, names) =>
    `Recommendation ${ids.number}, for ${names.agency(ids.agency)}, was recorded`,
  'recommendation.changed': (ids) => `Recommendation ${ids.number} was changed`,
  'recommendation.withdrawn': (ids) => `Recommendation ${ids.number} was removed`,
  'discussion.recorded': (ids, { words }) => {
    const absent = ids.unrepresented === 1 ? 'one service' : `${ids.unrepresented} services`;
    const flag = ids.unrepresented ? `; nobody was there for ${absent}` : '';
    return `The record of the ${words.discussion} was finished, with ${ids.present} present${flag}`;
  },
};

const replies: Record<string, string> = {
  coming: 'is coming to',
  deputy: 'sends a deputy to',
  'not-coming': 'is not coming to',
};
