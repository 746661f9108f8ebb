import type { LetterFacts } from '../records/letters/letter-facts.ts';
import type { LeavingFacts } from '../records/letters/post.ts';
import { exampleFacts, exampleOf } from './examples.ts';
import { type LetterKind, letters } from './letters/catalog.ts';

/** An email with invented values: every letter by itself, and days on which several come together. */
export function exampleEmails(): { name: string; letters: LeavingFacts[] }[] {
  const kinds = Object.keys(letters) as LetterKind[];
  return [
    ...Object.entries(days).map(([name, day]) => ({
      name: `several/${name}`,
      letters: day.map(leaving),
    })),
    ...kinds.map((kind) => ({ name: kind, letters: [leaving({ kind, facts: exampleOf(kind) })] })),
  ];
}

interface Example {
  kind: LetterKind;
  facts: LetterFacts;
}

function asked(
  kind: LetterKind,
  change: Partial<NonNullable<LetterFacts['ask']>>,
  reader = exampleFacts.reader,
): Example {
  const facts = exampleOf(kind);
  const ask = facts.ask && { ...facts.ask, contactId: reader.id, ...change };
  return { kind, facts: { ...facts, reader, ask } };
}

const inMay = { dueDate: '2027-05-14', dueAt: new Date('2027-05-14T16:00:00.000Z') };
const overdue = { dueDate: '2027-01-07', dueAt: new Date('2027-01-07T17:00:00.000Z') };
const officer = exampleOf('check/ask').reader;

/** Days on which one person has more than one letter. */
const days: Record<string, Example[]> = {
  'requests-and-news': [
    asked('returns/ask', {}),
    asked('update/remind', inMay),
    { kind: 'pack/circulated', facts: exampleOf('pack/circulated') },
  ],
  'three-families': [1, 2, 3].map((n) => asked('family-feedback/ask', { id: `family-${n}` })),
  'an-overdue-one': [asked('approve/chase', overdue), asked('involvement/ask', { unanswered: 3 })],
  'the-officer': [
    asked('check/ask', { alike: 4 }, officer),
    asked('circulate/remind', inMay, officer),
    { kind: 'returns/escalate', facts: { ...exampleOf('returns/escalate'), reader: officer } },
    asked('vote/ask', inMay, officer),
  ],
};

function leaving({ kind, facts }: Example): LeavingFacts {
  return {
    letter: {
      id: kind,
      partnershipId: 'aldermere',
      key: `example/${kind}`,
      kind,
      contactId: facts.reader.id,
      auditId: null,
      ids: {},
      thread: null,
      queuedAt: new Date('2027-01-11T09:00:00.000Z'),
      attempts: 1,
      claimedAt: new Date('2027-01-11T09:00:00.000Z'),
      frozenSealed: null,
      promptly: false,
      insteadOfId: null,
    },
    facts,
  };
}
