import type { AskFacts } from '../../records/letter-subjects.ts';
import { allocatedAsk, allocatedWording, takenBack } from './allocated.ts';
import { handedOver, receipt } from './answers.ts';
import { dateMoved, moreTime } from './changes.ts';
import { identitiesAsk, identitiesWording } from './identities.ts';
import { involvementAsk, involvementEntered, involvementWording } from './involvement.ts';
import { aboutAsk, type Letter } from './letter.ts';
import { type AskWording, chase, escalation, reminder } from './reminders.ts';
import { handedOverToYou, returnsAsk, returnsWording } from './returns.ts';
import { code, newLink, signIn } from './ways-in.ts';

const unnamed = (ask: AskFacts) => ask.unnamed;
const unanswered = (ask: AskFacts) => ask.unanswered;
const openReturns = (ask: AskFacts) => ask.openReturns;
// The request also invites to the discussion, so it is sent even when every return is in.
const returns = (ask: AskFacts) => ask.returns;

/** Every letter there is, by its kind: a new one is one file beside these and one line here. */
const catalog = {
  'identities/ask': aboutAsk('opening', identitiesAsk, unnamed),
  'identities/remind': remind(identitiesWording, unnamed),
  'identities/chase': chased(identitiesWording, unnamed),
  'identities/escalate': aboutAsk('escalation', escalation, unnamed),
  'involvement/ask': aboutAsk('opening', involvementAsk, unanswered),
  'involvement/remind': remind(involvementWording, unanswered),
  'involvement/chase': chased(involvementWording, unanswered),
  'involvement/escalate': aboutAsk('escalation', escalation, unanswered),
  'involvement/entered': aboutAsk('answer', involvementEntered),
  'returns/ask': aboutAsk('opening', returnsAsk, returns),
  'returns/remind': remind(returnsWording, openReturns),
  'returns/chase': chased(returnsWording, openReturns),
  'returns/escalate': aboutAsk('escalation', escalation, openReturns),
  'allocated/ask': aboutAsk('opening', allocatedAsk, openReturns),
  'allocated/remind': remind(allocatedWording, openReturns),
  'allocated/chase': chased(allocatedWording, openReturns),
  'allocated/taken-back': { ...aboutAsk('answer', takenBack), afterAsking: true },
  'handed-over/new': aboutAsk('opening', handedOverToYou, returns),
  'handed-over/old': { role: 'answer', render: handedOver },
  'more-time': aboutAsk('notice', moreTime),
  'date-moved': aboutAsk('notice', dateMoved),
  receipt: { role: 'answer', render: receipt },
  code: { role: 'way-in', render: code },
  'sign-in': { role: 'way-in', render: signIn, validMinutes: 30 },
  'new-link': { role: 'way-in', render: newLink },
} satisfies Record<string, Letter>;

export type LetterKind = keyof typeof catalog;

export const letters: Record<LetterKind, Letter> = catalog;

export function findLetter(kind: string): Letter | undefined {
  return Object.hasOwn(letters, kind) ? letters[kind as LetterKind] : undefined;
}

function remind(wording: AskWording, open: (ask: AskFacts) => number): Letter {
  return aboutAsk('reminder', reminder(wording), open);
}

function chased(wording: AskWording, open: (ask: AskFacts) => number): Letter {
  return aboutAsk('reminder', chase(wording), open);
}
