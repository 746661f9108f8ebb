import { ourLook } from '../domain/look.ts';
import { usualWords, wordsSchema } from '../domain/words.ts';
import type { LetterFacts } from '../records/letters/letter-facts.ts';
import { type LetterKind, letters } from './letters/catalog.ts';

const returnsAsk: NonNullable<LetterFacts['ask']> = {
  id: 'ask',
  partnershipId: 'aldermere',
  step: 'returns',
  contactId: 'priya',
  outcome: null,
  askedAt: new Date('2027-01-11T10:00:00.000Z'),
  dueDate: '2027-02-15',
  firstDueDate: '2027-02-08',
  round: null,
  dueAt: new Date('2027-02-15T17:00:00.000Z'),
  agency: 'Aldermere Police',
  requestId: 'request',
  unnamed: 8,
  unanswered: 8,
  told: true,
  children: 4,
  returns: 5,
  openReturns: 3,
  openElsewhere: 0,
  alike: 2,
  asked: 1,
  silent: 1,
  of: 'Aldermere Police',
};

/** What the letters of one audit tell, in an invented place. */
export const exampleFacts: LetterFacts = {
  partnership: {
    name: 'Aldermere Safeguarding Children Partnership',
    zone: 'Europe/London',
    look: ourLook,
    logo: null,
  },
  reader: {
    id: 'priya',
    name: 'Priya Nair',
    email: 'priya.nair@police.example',
    agency: 'Aldermere Police',
    left: false,
  },
  words: wordsSchema.parse({}),
  lettersLeave: '09:00',
  toolMinutes: 90,
  threadedUnder: null,
  subject: 'case',
  sharing: [],
  audit: { number: '2027-01', state: 'open' },
  planned: { programme: 'Audits of 2027', month: '2027-07', type: 'Dip sample', offered: true },
  riskReport: {
    number: '2027-r01',
    agency: 'Aldermere Police',
    body: 'Executive Group',
    dueDate: '2027-03-12',
    scheduledFor: '2027-03-23',
  },
  note: { title: 'For your teams', text: 'Nobody is named.\n\nNobody is blamed.' },
  discussion: { date: { degree: 'fixed', date: '2027-03-08' }, changes: 0 },
  ask: returnsAsk,
  takeover: {
    from: 'Tom Ashworth',
    asks: [{ ask: { ...returnsAsk, step: 'update' }, words: usualWords, audit: '2026-02' }],
    more: 1,
  },
  cover: {
    of: 'Nadia Hussain',
    until: '2027-04-09',
    current: true,
    asks: [{ ask: { ...returnsAsk, step: 'report' }, words: usualWords, audit: '2026-02' }],
    more: 1,
  },
  openAsks: [],
  request: { id: 'request', partnershipId: 'aldermere', agency: 'Aldermere Police' },
  replyOpen: true,
  practitioner: null,
  pack: { edition: 1, children: 4, fresh: 9 },
  collation: { received: 9, missing: 2, fresh: 1, agencies: ['Aldermere Police', 'Housing'] },
  approval: {
    body: null,
    decides: null,
    withActionPlan: false,
    byEmail: false,
    nextBody: 'Strategic Executive Group',
    silenceCounts: false,
    closesAt: new Date('2027-02-15T17:00:00.000Z'),
  },
  followUp: { actions: 3, reported: 2, body: 'Strategic Executive Group' },
  learning: { title: 'Tell the Team Manager', copy: true },
  exception: { body: 'Strategic Executive Group', agency: 'Mereside Homes', actions: 1 },
  status: {
    body: 'Strategic Executive Group',
    counts: {
      open: 5,
      overdue: 2,
      blocked: 1,
      complete: 3,
      agencies: [
        { agencyId: 'police', open: 3, overdue: 1, blocked: 0, complete: 1 },
        { agencyId: 'housing', open: 1, overdue: 1, blocked: 0, complete: 1 },
        { agencyId: 'probation', open: 1, overdue: 0, blocked: 1, complete: 1 },
      ],
    },
    agencies: new Map([
      ['police', 'Aldermere Police'],
      ['housing', 'Mereside Homes'],
      ['probation', 'Probation Service'],
    ]),
  },
  receipt: {
    letterId: 'letter',
    partnershipId: 'aldermere',
    receipt: 'WX7K-3Q9M',
    submittedAt: new Date('2027-06-01T14:42:00.000Z'),
    onBehalf: false,
    agency: 'Aldermere Police',
    openReturns: 2,
    serves: null,
  },
  concern: {
    id: 'concern',
    partnershipId: 'aldermere',
    number: '2027-c03',
    agency: 'Aldermere Police',
    step: 'acknowledge',
    round: 1,
    raisedAt: new Date('2027-03-05T18:30:00.000Z'),
    dueAt: new Date('2027-03-05T20:30:00.000Z'),
    current: true,
    emergency: '999',
    words: null,
  },
  code: {
    id: 'code',
    partnershipId: 'aldermere',
    label: 'B',
    digits: '402913',
    expiresAt: new Date('2027-01-11T11:00:00.000Z'),
    usedAt: null,
  },
};

/** Invented values for one letter, from which it is shown and tested. */
export function exampleOf(kind: LetterKind): LetterFacts {
  const [step = '', what = ''] = kind.split('/');
  const ask = asksNothing.has(step) ? null : { ...returnsAsk, ...changesOf(step, what) };
  // News of an audit says what is still open in it.
  const facts = { ...exampleFacts, ask, openAsks: ask ? [] : [returnsAsk] };
  const button = letters[kind].render({ ...facts, reader: officer })?.button;
  const isOfOffice = button?.opens === 'console' || kind === 'sign-in';
  if (!isOfOffice || (what === 'escalate' && step === 'returns')) return facts;
  const own = ask && what !== 'escalate' ? { agency: null, of: null, contactId: officer.id } : {};
  return { ...facts, reader: officer, ask: ask && { ...ask, ...own } };
}

const officer = {
  id: 'nadia',
  name: 'Nadia Hussain',
  email: 'nadia.hussain@aldermere.example',
  agency: null,
  left: false,
};

function changesOf(step: string, what: string): Partial<NonNullable<LetterFacts['ask']>> {
  const outcome = what === 'entered' ? 'answered' : null;
  if (step === 'questions' || step === 'case-feedback') return { step, outcome, round: 3 };
  if (step === 'answer') return { step: 'facilitate', outcome };
  if (step === 'handed-over' || step === 'more-time' || step === 'date-moved') return {};
  return { step, outcome };
}

/** What the kinds of letters begin with that are about no ask. */
const asksNothing: ReadonlySet<string> = new Set([
  'pack',
  'meeting-moved',
  'meeting-cancelled',
  'audit-begun',
  'audit-paused',
  'audit-resumed',
  'audit-cancelled',
  'child-replaced',
  'child-given',
  'agency-withdrawn',
  'subject-added',
  'subject-withdrawn',
  'another-person',
  'exception',
  'status',
  'quality-issue',
  'nil-return',
  'cover',
  'planned',
  'risk-report',
  'urgent-concern',
  'receipt',
  'code',
  'sign-in',
  'new-link',
]);
