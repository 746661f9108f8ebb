import { Temporal as Calendar } from 'temporal-polyfill';
import { minutesInWords, timeOfStep } from '../domain/ask-times.ts';
import { formatDate } from '../domain/calendar.ts';
import type { Stretch } from '../domain/meeting-slots.ts';
import { listed } from '../domain/phrases.ts';
import type { Words } from '../domain/words.ts';
import type { AskFacts } from '../records/letters/letter-subjects.ts';

/** "1 child", "8 children". */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "5pm", "9:30am", "midday", as GOV.UK writes times. */
export function timeOfDay(instant: Date, zone: string): string {
  const { hour, minute } = inZone(instant, zone);
  return hourWords(hour, minute);
}

/** The same of a time on the wall, "13:30", so many minutes later. */
export function clockTime(time: string, plusMinutes = 0): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const minutes = (hour * 60 + minute + plusMinutes) % (24 * 60);
  return hourWords(Math.floor(minutes / 60), minutes % 60);
}

/** "10:20am to 10:40am and 12:40pm to 1pm": stretches of a meeting that begins at a time. */
export function stretchesInWords(startsAt: string, stretches: readonly Stretch[]): string {
  return listed(
    stretches.map(({ from, to }) => `${clockTime(startsAt, from)} to ${clockTime(startsAt, to)}`),
  );
}

function hourWords(hour: number, minute: number): string {
  if (minute === 0 && hour === 12) return 'midday';
  if (minute === 0 && hour === 0) return 'midnight';
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`;
  return `${hour % 12 || 12}${minutes}${hour < 12 ? 'am' : 'pm'}`;
}

/** "3:42pm on Friday 5 March 2027" */
export function momentOf(instant: Date, zone: string): string {
  return `${timeOfDay(instant, zone)} on ${dayOf(instant, zone)}`;
}

/** "Friday 5 March 2027" */
export function dayOf(instant: Date, zone: string): string {
  return formatDate(inZone(instant, zone).toPlainDate().toString());
}

/** "5pm on Friday 5 March 2027": the ask's own date, with the hour at which it falls due. */
export function deadlineOf(ask: AskFacts, zone: string): string {
  return `${timeOfDay(ask.dueAt, zone)} on ${formatDate(ask.dueDate)}`;
}

/** "About 5 minutes"; nothing where it depends on what has to be found out first. */
export function howLong(
  { step, openReturns }: Pick<AskFacts, 'step' | 'openReturns'>,
  { toolMinutes }: { toolMinutes: number | null },
): string {
  const isTool = step === 'returns' || step === 'allocated';
  if (!isTool) return timeOfStep(step);
  if (toolMinutes === null || openReturns === 0) return '';
  return `About ${minutesInWords(toolMinutes)}${openReturns > 1 ? ' for each' : ''}`;
}

/** What an ask still wants, as it stands in subjects: "5 completed audit tools". */
export function whatIsDue(ask: AskFacts, words: Words): string {
  switch (ask.step) {
    case 'theme':
      return 'decision on the focus';
    case 'terms':
      return 'terms of reference to write';
    case 'endorse':
      return 'decision on the terms of reference';
    case 'terms-vote':
      return 'answer to the terms of reference';
    case 'team':
      return 'names of auditors';
    case 'teams-told':
      return 'confirmation that the teams were told';
    case 'identities':
      return `details of ${count(ask.unnamed, 'child', 'children')}`;
    case 'involvement':
      return `answer about ${count(ask.unanswered, 'child', 'children')}`;
    case 'returns':
    case 'allocated':
      return count(ask.openReturns, words.return, words.returns);
    case 'check':
      return `check of ${count(ask.alike, words.return, words.returns)}`;
    case 'revise':
      return `changes to ${count(ask.alike, words.return, words.returns)}`;
    case 'family-feedback':
      return 'feedback of a family';
    case 'deep-dives':
    case 'deep-dives-by-chair':
      return 'choice of deep dives';
    case 'set-day':
      return 'dates to set';
    case 'circulate':
      return 'pack to circulate';
    case 'supplement':
      return 'supplement to circulate';
    case 'facilitate':
      return 'word on whether you can facilitate';
    case 'pairs':
      return 'pairs of auditors to name';
    case 'questions':
      return `questions about C${ask.round}`;
    case 'case-feedback':
      return `feedback on C${ask.round}`;
    case 'attend':
      return `reply about the ${words.discussion}`;
    case 'chair':
      return `chair of the ${words.discussion}`;
    case 'initial-review':
      return `review of what came in before the ${words.discussion}`;
    case 'record':
      return `record of the ${words.discussion}`;
    case 'reconsider':
      return `second look at ${words.returns}`;
    case 'report':
      return 'report to finish';
    case 'approve':
    case 'vote':
      return 'answer to the report';
    case 'objections':
      return 'objections to the report to settle';
    case 'decide':
      return 'decision on the report';
    case 'amend':
      return 'amendments to the report';
    case 'action-plan':
      return 'action plan to complete';
    case 'update':
      return 'update on actions';
    case 'confirm':
      return 'word on actions reported complete';
    case 'publish':
      return 'briefing to publish';
    case 'output':
      return 'what is made of the audit to record';
    case 'experience':
      return 'word on how the audit was for you';
    case 'pass-on':
      return 'word on what was passed on';
    case 'feed-back':
      return 'answer about good practice';
    default:
      return 'answer';
  }
}

/** The same in the middle of a sentence: "an update on actions", "3 completed tools". */
export function whatIsMissing(ask: AskFacts, words: Words): string {
  const due = whatIsDue(ask, words);
  const [first = ''] = due.split(' ');
  return Object.hasOwn(articles, first) ? `${articles[first]} ${due}` : due;
}

/** Of what there is one of a kind; of the rest as many as were asked for. */
const articles: Record<string, string> = {
  answer: 'an',
  update: 'an',
  reply: 'a',
  second: 'a',
  word: 'a',
  decision: 'the',
  terms: 'the',
  names: 'the',
  confirmation: 'the',
  details: 'the',
  dates: 'the',
  objections: 'the',
  check: 'the',
  changes: 'the',
  feedback: 'the',
  choice: 'the',
  pack: 'the',
  supplement: 'the',
  pairs: 'the',
  chair: 'the name of the',
  review: 'the',
  record: 'the',
  report: 'the',
  amendments: 'the',
  action: 'the',
  briefing: 'the',
};

function inZone(instant: Date, zone: string): Calendar.ZonedDateTime {
  return Calendar.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
}
