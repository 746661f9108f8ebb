import { randomUUID } from 'node:crypto';
import type { TypedConcern } from '../../domain/raised-concern.ts';
import { raiseConcern } from '../../records/concerns/raise-concern.ts';
import type { Records } from '../../records/store/transaction.ts';
import type { Aldermere } from './directory.ts';

/** What must stand nowhere but on the pages of those who were told. */
export const concernText = 'Bruises on both arms; stepfather Gareth is collecting him at four';

/** A concern about the police as it is usually filled in. */
export function typedConcern(place: Aldermere, change: Partial<TypedConcern> = {}): TypedConcern {
  return {
    agency: place.agencies.police,
    about: '',
    kind: 'child-at-risk',
    text: concernText,
    route: 'usual',
    manager: '',
    withhold: '',
    phoned: 'no',
    phonedTime: '',
    from: '',
    ...change,
  };
}

/** Raises a concern as the page does, by a contact of another agency unless somebody else is named. */
export async function raisedConcern(
  records: Records,
  given: {
    place: Aldermere;
    by?: keyof Aldermere['people'];
    staff?: boolean;
    raiseKey?: string;
    change?: Partial<TypedConcern>;
  },
  now: Date,
): Promise<{ partnershipId: string; number: string; letters: string[] }> {
  const { place, by = 'rosa', staff = false, raiseKey = randomUUID(), change = {} } = given;
  const partnershipId = place.id;
  const reporter = { partnershipId, contactId: place.people[by].id, staff };
  const typed = typedConcern(place, change);
  const raised = await raiseConcern(records, { reporter, raiseKey, typed }, now);
  if (raised.kind === 'raised') return { ...raised, partnershipId };
  if (raised.kind === 'raised-before') return { ...raised, partnershipId, letters: [] };
  throw new Error(JSON.stringify(raised.problems));
}

/** "05 18:30 told Priya Nair sent" for every letter about a concern, in order. */
export async function concernLetters(
  records: Records,
  place: Aldermere,
  number: string,
): Promise<string[]> {
  const rows = await records.database.letter.findMany({
    where: { partnershipId: place.id, thread: `${place.id}/${number}` },
    orderBy: [{ queuedAt: 'asc' }, { kind: 'asc' }],
  });
  const names = new Map(Object.values(place.people).map(({ id, name }) => [id, name]));
  return rows
    .map(({ queuedAt, kind, contactId, state }) =>
      [
        queuedAt.toISOString().slice(8, 16).replace('T', ' '),
        kind.replace('urgent-concern/', ''),
        names.get(contactId),
        state,
      ].join(' '),
    )
    .sort();
}
