import type { PlaceKind } from '../../domain/directory-roles.ts';
import type { Transaction } from '../store/transaction.ts';

/** Where people hold roles: an agency, a group, or the business unit itself. */
export interface PlaceRef {
  kind: PlaceKind;
  /** Of an agency or a group; empty for the business unit. */
  key: string;
}

export interface Place extends PlaceRef {
  /** Null for the business unit. */
  agencyId: string | null;
  bodyId: string | null;
  name: string;
  endedOn: string | null;
}

/** The business unit where nothing else is said; null for what the partnership does not have. */
export async function findPlace(
  tx: Transaction,
  { partnershipId, place }: { partnershipId: string; place: PlaceRef },
): Promise<Place | null> {
  const { kind, key } = place;
  if (kind === 'office') {
    return { ...place, agencyId: null, bodyId: null, name: 'Business unit', endedOn: null };
  }
  const where = { partnershipId_key: { partnershipId, key } };
  const select = { id: true, name: true, endedOn: true };
  if (kind === 'agency') {
    const row = await tx.agency.findUnique({ where, select });
    const of = row && { name: row.name, endedOn: row.endedOn };
    return of && { ...place, ...of, agencyId: row.id, bodyId: null };
  }
  const row = await tx.body.findUnique({ where, select });
  const of = row && { name: row.name, endedOn: row.endedOn };
  return of && { ...place, ...of, agencyId: null, bodyId: row.id };
}

/** Role holdings of a place: of an agency without those of its establishments. */
export function heldAt({ agencyId, bodyId }: Pick<Place, 'agencyId' | 'bodyId'>) {
  return { agencyId, bodyId, serviceId: null };
}
