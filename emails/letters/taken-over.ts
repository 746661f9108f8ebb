import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { Content } from '../content.ts';
import { count, deadlineOf, upperFirst, whatIsDue } from '../wording.ts';
import { isOfTheOffice } from './changes.ts';
import { discussionInvitation, discussionRows } from './discussion-invitation.ts';
import { linkNote } from './notes.ts';

/** To whoever takes over everything from somebody who has left: all of it in one letter. */
export function takenOver(facts: LetterFacts): Content | null {
  const { takeover, partnership, reader, words } = facts;
  if (!takeover) return null;
  const { asks, from, more } = takeover;
  const [first] = asks;
  const requestId = asks.find(({ ask }) => ask.step === 'returns')?.ask.requestId;
  const invitation = requestId
    ? discussionInvitation(facts, { requestId, method: 'REQUEST' })
    : null;
  const due = first ? `, the first by ${formatDate(first.ask.dueDate)}` : '';
  const things = asks.length + more;
  const many = new Set(asks.map(({ audit }) => audit)).size > 1;
  return {
    subject: first
      ? `${count(things, 'thing', 'things')} to do${due}: you take over from a colleague – ${partnership.name}`
      : `You take over from a colleague – ${partnership.name}`,
    blocks: [
      `You have taken over from ${from}${reader.agency ? ` at ${reader.agency}` : ''}. What ${partnership.name} asked of ${from} it now asks of you, by the same dates; what had been saved is kept.`,
      ...(first
        ? [
            {
              rows: [
                ...asks.map(({ ask, words: own, audit }): [string, string] => [
                  `${upperFirst(whatIsDue(ask, own))}${many && audit ? `, audit ${audit}` : ''}`,
                  `by ${deadlineOf(ask, partnership.zone)}`,
                ]),
                ...(invitation ? discussionRows(facts) : []),
              ],
            },
          ]
        : ['Nothing is asked of you at the moment. When something is, we will write to you.']),
      ...(more > 0 ? [`And ${more} more, which you see when you open your requests.`] : []),
      `If this is a mistake, reply to this email to reach the ${words.businessUnit}.`,
    ],
    ...(first
      ? isOfTheOffice(first.ask.step)
        ? { button: { label: 'Open the console', opens: 'console' as const } }
        : {
            button: { label: 'Open your requests', opens: 'asks' as const },
            after: [linkNote],
          }
      : {}),
    ...(invitation ? { invitation } : {}),
  };
}
