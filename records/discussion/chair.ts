import type { AuditingAgency } from '../../domain/chair.ts';
import { listed } from '../../domain/phrases.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import type { Transaction } from '../store/transaction.ts';
import { discussedOnly } from './discussed-cases.ts';

/** The agencies that were asked for a tool about the children discussed and did not say "not known". */
export async function auditingAgencies(
  tx: Transaction,
  context: AuditContext,
): Promise<AuditingAgency[]> {
  const rows = await tx.return.findMany({
    where: {
      auditId: context.auditId,
      ...(await discussedOnly(tx, context)),
      state: { notIn: ['nil', 'withdrawn'] },
      case: { state: { in: ['drawn', 'identified'] } },
    },
    select: {
      case: { select: { number: true } },
      request: { select: { agency: { select: { id: true, name: true } } } },
    },
    orderBy: { case: { number: 'asc' } },
  });
  const found = new Map<string, AuditingAgency>();
  for (const { case: one, request } of rows) {
    const { id: agencyId, name } = request.agency;
    const own = found.get(agencyId) ?? { agencyId, name, children: [] };
    if (!own.children.includes(one.number)) own.children.push(one.number);
    found.set(agencyId, own);
  }
  return [...found.values()];
}

/** Where somebody works, and the agencies for which they hold a role. */
export async function agenciesOfPerson(tx: Transaction, contactId: string): Promise<string[]> {
  const person = await tx.contact.findUniqueOrThrow({
    where: { id: contactId },
    select: { agencyId: true, roles: { where: { toDate: null }, select: { agencyId: true } } },
  });
  const ids = [person.agencyId, ...person.roles.map(({ agencyId }) => agencyId)];
  return [...new Set(ids.flatMap((id) => id ?? []))];
}

/** Whence somebody comes, without their name: "the chair of the Audit Group", "Mereside Homes". */
export async function placeOfPerson(tx: Transaction, contactId: string): Promise<string | null> {
  const person = await tx.contact.findUniqueOrThrow({
    where: { id: contactId },
    select: {
      agency: { select: { name: true } },
      roles: {
        where: { toDate: null, bodyId: { not: null } },
        select: { role: true, body: { select: { name: true } } },
      },
    },
  });
  const places = person.roles.flatMap(({ role, body }) => {
    return body ? `${role === 'chair' ? 'the chair' : 'a member'} of the ${body.name}` : [];
  });
  const agency = person.agency ? [`somebody of ${person.agency.name}`] : [];
  return listed([...places, ...agency]) || null;
}
