import { randomUUID } from 'node:crypto';
import { lookupToken, seal } from '../store/sealing.ts';
import { keepNameTokens } from '../store/search-tokens.ts';
import type { Records, Transaction } from '../store/transaction.ts';

export interface ListedPerson {
  name: string;
  email: string;
  agencyId: string;
}

/**
 * The people of an uploaded list, found in the directory by their addresses or added to it; returns
 * who has which address. Somebody who is known keeps the name and the place that they have there.
 */
export async function findOrAddPeople(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; people: readonly ListedPerson[] },
): Promise<(email: string) => string> {
  const { partnershipId } = given;
  const key = await records.keyring.partnership(tx, partnershipId);
  const tokenOf = (email: string) => lookupToken(key, 'email', email);
  const byToken = new Map(given.people.map((person) => [tokenOf(person.email), person]));
  const found = async () => {
    const rows = await tx.contact.findMany({
      where: { partnershipId, emailToken: { in: [...byToken.keys()] } },
      select: { id: true, emailToken: true, leftAt: true },
    });
    return new Map(rows.map((row) => [row.emailToken, row]));
  };
  const known = await found();
  // Whoever stands on a list of today has come back.
  const back = [...known.values()].filter(({ leftAt }) => leftAt !== null).map(({ id }) => id);
  await tx.contact.updateMany({ where: { id: { in: back } }, data: { leftAt: null } });
  const fresh = [...byToken].filter(([token]) => !known.has(token));
  const added = fresh.map(([emailToken, person]) => ({ id: randomUUID(), emailToken, ...person }));
  await tx.contact.createMany({
    data: added.map(({ id, emailToken, name, email, agencyId }) => ({
      id,
      partnershipId,
      agencyId,
      nameSealed: seal(key, `Contact.nameSealed/${id}`, name.trim()),
      emailSealed: seal(key, `Contact.emailSealed/${id}`, email.trim()),
      emailToken,
    })),
    skipDuplicates: true,
  });
  const all = await found();
  const own = added.filter(({ id, emailToken }) => all.get(emailToken)?.id === id);
  await keepNameTokens(tx, key, { partnershipId, people: own });
  return (email) => {
    const person = all.get(tokenOf(email));
    if (!person) throw new Error('somebody of the list was neither found nor added');
    return person.id;
  };
}
