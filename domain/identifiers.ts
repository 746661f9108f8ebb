import { dateHits } from './date-hits.ts';
import { fold, originalSpan } from './folded-text.ts';
import { type PatternHit, patternHits } from './identifier-patterns.ts';
import { initialHits } from './initial-hits.ts';
import { indexNames, type KnownName } from './known-names.ts';
import { type NameHit, nameHits } from './name-hits.ts';
import { referenceHits } from './reference-hits.ts';

/** What the audit knows of the people in it, which no anonymised text may repeat. */
export interface KnownIdentifiers {
  names: readonly KnownName[];
  /** Dates of birth, "YYYY-MM-DD". */
  dates: readonly string[];
  /** Local references. */
  references: readonly string[];
  /** As they were typed: parts with a house number are looked for. */
  addresses?: readonly string[];
}

export type IdentifierKind =
  | NameHit['kind']
  | PatternHit['kind']
  | 'date-of-birth'
  | 'local-reference'
  | 'address';

export interface IdentifierHit {
  kind: IdentifierKind;
  /** Positions in the text as it was given. */
  start: number;
  end: number;
  text: string;
  /** A sentence for the person who has to remove or clear it. */
  why: string;
}

/**
 * Finds whatever may identify somebody in a text, in the order of the text: names and initials of
 * people known to the audit, their dates of birth and references, and numbers and addresses of
 * anybody. The kinds that begin with "possible" are words or abbreviations of ordinary language
 * too. Names that the audit does not know are not found. Of overlapping hits the widest stays.
 */
export function findIdentifiers(text: string, known: KnownIdentifiers): IdentifierHit[] {
  const folded = fold(text);
  const index = indexNames(known.names);
  const found = [
    ...[...nameHits(folded, index), ...initialHits(folded, index)].map((hit) => ({
      ...hit,
      why: whyName(hit.kind, whoseOf(hit.people.map((person) => known.names[person]?.whose))),
    })),
    ...dateHits(folded, known.dates).map((span) => ({ kind: 'date-of-birth' as const, ...span })),
    ...referenceHits(folded, known.references).map((span) => ({
      kind: 'local-reference' as const,
      ...span,
    })),
    ...referenceHits(folded, (known.addresses ?? []).flatMap(housesIn)).map((span) => ({
      kind: 'address' as const,
      ...span,
    })),
    ...patternHits(folded),
  ].map((hit) => {
    const span = originalSpan(folded, hit.start, hit.end);
    const why = 'why' in hit ? hit.why : reasons[hit.kind];
    return { kind: hit.kind, ...span, text: text.slice(span.start, span.end), why };
  });
  return widest(found);
}

/** "Flat 3, 12 Mill Lane, Aldermere" → "12 Mill Lane". */
function housesIn(address: string): string[] {
  const parts = address.split(/[,;\n]/).map((part) => part.trim());
  return parts.filter((part) => /\d/.test(part) && (part.match(/\p{L}{2,}/gu) ?? []).length > 1);
}

function widest(hits: IdentifierHit[]): IdentifierHit[] {
  const sorted = hits.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const kept: IdentifierHit[] = [];
  for (const hit of sorted) {
    if (hit.end > (kept.at(-1)?.end ?? 0)) kept.push(hit);
  }
  return kept;
}

const reasons: Record<Exclude<IdentifierKind, NameHit['kind']>, string> = {
  'date-of-birth': 'The date of birth of somebody in this audit.',
  'local-reference': 'The local reference of a child in this audit.',
  'nhs-number': 'Ten digits that are an NHS number by their check digit.',
  address: 'The address of somebody in this audit.',
  postcode: 'A postcode.',
  'pupil-number': 'Written like a unique pupil number.',
  'national-insurance-number': 'Written like a National Insurance number.',
  phone: 'A telephone number.',
  email: 'An email address.',
};

function whyName(kind: NameHit['kind'], whose: string): string {
  switch (kind) {
    case 'name':
      return `The name of ${whose}.`;
    case 'possible-name':
      return `An ordinary word, but also the name of ${whose}.`;
    case 'initials':
      return `The initials of ${whose}.`;
    case 'possible-initials':
      return `A usual abbreviation, but also the initials of ${whose}.`;
  }
}

function whoseOf(whose: (KnownName['whose'] | undefined)[]): string {
  if (whose.includes('child')) return 'a child in this audit';
  if (whose.includes('family')) return 'a member of a family in this audit';
  return 'a member of staff';
}
