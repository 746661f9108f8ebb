import { randomUUID } from 'node:crypto';
import { isOwnAddress } from '../../domain/own-address.ts';
import { lookupToken, seal } from '../store/sealing.ts';
import { keepNameTokens } from '../store/search-tokens.ts';
import type { Records, Transaction } from '../store/transaction.ts';

/** Somebody chosen from the directory, or typed in. */
export type ChosenColleague = { contactId: string } | { name: string; email: string };

export type ColleagueRefusal =
  | 'unknown-colleague'
  | 'foreign-address'
  | 'other-agency'
  | 'has-left';

/**
 * Finds a colleague at the agency, or adds one whose address belongs to it. Anybody else has to be
 * added by the business unit.
 */
export async function findOrAddColleague(
  records: Records,
  tx: Transaction,
  given: {
    partnershipId: string;
    agencyId: string;
    colleague: ChosenColleague;
    /** Where addresses may be; the agency's own where nothing is said. */
    domains?: string[];
    /** The business unit takes an address outside them. */
    anyAddress?: boolean;
  },
): Promise<{ contactId: string } | { refused: ColleagueRefusal }> {
  const { partnershipId, agencyId, colleague } = given;
  const key = await records.keyring.partnership(tx, partnershipId);
  const known = await tx.contact.findFirst({
    where:
      'contactId' in colleague
        ? { partnershipId, agencyId, id: colleague.contactId }
        : { partnershipId, emailToken: lookupToken(key, 'email', colleague.email) },
  });
  if (known) {
    if (known.agencyId !== agencyId) return { refused: 'other-agency' };
    return known.leftAt ? { refused: 'has-left' } : { contactId: known.id };
  }
  if ('contactId' in colleague) return { refused: 'unknown-colleague' };
  const agency = await tx.agency.findUniqueOrThrow({ where: { id: agencyId, partnershipId } });
  const domains = given.domains ?? (agency.mailDomains as string[]);
  if (!given.anyAddress && !isOwnAddress(colleague.email, domains)) {
    return { refused: 'foreign-address' };
  }
  const id = randomUUID();
  const emailToken = lookupToken(key, 'email', colleague.email);
  await tx.contact.createMany({
    data: {
      id,
      partnershipId,
      agencyId,
      nameSealed: seal(key, `Contact.nameSealed/${id}`, colleague.name),
      emailSealed: seal(key, `Contact.emailSealed/${id}`, colleague.email),
      emailToken,
    },
    skipDuplicates: true,
  });
  // Two leads may have added the same person at the same moment.
  const added = await tx.contact.findUniqueOrThrow({
    where: { partnershipId_emailToken: { partnershipId, emailToken } },
  });
  if (added.id === id) {
    await keepNameTokens(tx, key, { partnershipId, people: [{ id, name: colleague.name }] });
  }
  return { contactId: added.id };
}
