import { actionStateWords, updateWords } from '../domain/action-update.ts';
import { dateOf, formatDate } from '../domain/calendar.ts';
import { smartQuestions } from '../domain/planned-action.ts';
import { type Received, waysReceived } from '../domain/received.ts';
import { momentOf } from '../emails/wording.ts';
import type { ActionView, UpdateView } from '../records/actions/action-view.ts';

/** How an action looks on every page that shows it. */
export function actionFacts(action: ActionView, given: { now: Date; zone: string }) {
  const { zone, now } = given;
  const today = dateOf(now, zone);
  const open = action.state !== 'complete' && action.state !== 'withdrawn';
  const overdue = open && action.dueDate < today;
  return {
    id: action.id,
    number: action.number,
    audit: action.audit.number,
    owner: action.owner,
    text: action.text,
    due: plain(action.dueDate),
    planned: plannedFacts(action),
    state: stateTag(action.state, overdue),
    overdue,
    open,
    reported: action.state === 'reported-complete',
    blocked: action.state === 'blocked',
    adopted: plain(dateOf(action.adoptedAt, zone)),
    age: ageInWords(monthsBetween(dateOf(action.adoptedAt, zone), today)),
    completed: action.completedAt ? plain(dateOf(action.completedAt, zone)) : '',
    old: open && monthsBetween(dateOf(action.adoptedAt, zone), today) >= longAgoMonths,
    last: action.updates[0] ? updateFacts(action.updates[0], zone) : null,
    updates: action.updates.map((update) => updateFacts(update, zone)),
  };
}

function plannedFacts({ planned }: ActionView) {
  if (!planned) return null;
  const { responsible, agreedOn, smart } = planned;
  return {
    responsible,
    agreed: agreedOn && plain(agreedOn),
    smart: smartQuestions.flatMap(({ key, title }) => {
      const said = smart[key];
      return said ? [{ title, said }] : [];
    }),
  };
}

/** From here on an open action stands out. */
export const longAgoMonths = 6;

function updateFacts(update: UpdateView, zone: string) {
  const { answer, review } = update;
  return {
    said: updateWords(answer),
    silent: answer === 'silent',
    late: update.late,
    text: update.text,
    at: momentOf(update.at, zone),
    by: update.by,
    received: update.received ? receivedWords(update.received) : '',
    review: review && {
      said: review.outcome === 'confirmed' ? 'Confirmed complete' : 'Opened again',
      reason: review.reason,
      by: review.by,
      at: review.at ? momentOf(review.at, zone) : '',
    },
  };
}

function stateTag(state: string, overdue: boolean): { text: string; colour: string } {
  const text = actionStateWords(state);
  if (state === 'complete') return { text, colour: 'green' };
  if (state === 'blocked') return { text, colour: 'red' };
  if (state === 'reported-complete') return { text, colour: 'purple' };
  if (state === 'withdrawn') return { text, colour: 'grey' };
  return overdue ? { text: 'Overdue', colour: 'red' } : { text, colour: 'blue' };
}

/** From whom, how and on which day the business unit received what it entered. */
export function receivedWords({ from, how, receivedOn, original }: Received): string {
  const way = waysReceived.find(({ key }) => key === how)?.label.toLowerCase() ?? how;
  const kept = original ? `; the original is kept as “${original.name}”` : '';
  return `received from ${from}, ${way}, ${plain(receivedOn)}${kept}`;
}

function monthsBetween(from: string, to: string): number {
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = from.split('-').map(Number);
  const [year = 0, month = 0, day = 0] = to.split('-').map(Number);
  return (year - fromYear) * 12 + month - fromMonth - (day < fromDay ? 1 : 0);
}

function ageInWords(months: number): string {
  if (months < 1) return 'Less than a month';
  return months === 1 ? '1 month' : `${months} months`;
}

/** "9 March 2027": no weekday in tables. */
function plain(date: string): string {
  return formatDate(date).replace(/^\w+ /, '');
}
