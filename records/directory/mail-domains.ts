import type { Records, Transaction } from '../store/transaction.ts';
import { personOf } from './directory.ts';

/**
 * Where a request may be handed over to without the business unit: the agency's own addresses; for an
 * establishment, which may have mail of its own, also those like its contact's.
 */
export async function domainsOf(
  records: Records,
  tx: Transaction,
  request: {
    serviceId: string | null;
    responsibleId: string;
    agency: { mailDomains: unknown };
  },
): Promise<string[]> {
  const domains = request.agency.mailDomains as string[];
  if (!request.serviceId) return domains;
  const { email } = await personOf(records, tx, request.responsibleId);
  const own = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return [...new Set([own, ...domains])];
}
