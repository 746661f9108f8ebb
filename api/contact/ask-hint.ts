import { minutesInWords, timeOfStep } from '../../domain/ask-times.ts';
import { formatDate } from '../../domain/calendar.ts';
import type { OpenAsk } from '../../records/access/readers.ts';

/** Below the title of an ask: by when, for which audit, how long it takes and how far it is. */
export function askHint(ask: OpenAsk): string {
  const { progress } = ask;
  const until = `By ${formatDate(ask.dueDate)}${ask.audit ? `, audit ${ask.audit}` : ''}`;
  const agency = ask.agency && progress && !progress.which ? `For ${ask.agency}` : '';
  const sentences = [until, agency, timeOf(ask), progress ? farOf(progress) : ''];
  return `${sentences.filter((text) => text !== '').join('. ')}.`;
}

function timeOf({ step, progress }: OpenAsk): string {
  if (!progress) return timeOfStep(step);
  const left = progress.tools - progress.sent;
  const each = left > 1 ? ' for each' : '';
  return left === 0 ? '' : `About ${minutesInWords(progress.minutes)}${each}`;
}

function farOf({ tools, sent, begun }: NonNullable<OpenAsk['progress']>): string {
  if (tools === 1) return begun ? 'Begun' : 'Not started';
  const open = begun ? ', one begun' : '';
  return `${sent} of ${tools} sent${sent < tools ? open : ''}`;
}
