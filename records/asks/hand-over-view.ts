import { type Profile, subjectOf } from '../../domain/profile.ts';
import { auditContext } from '../audits/audit-context.ts';
import { domainsOf } from '../directory/mail-domains.ts';
import { namesOf } from '../directory/people-names.ts';
import { colleaguesAt } from '../returns/request-view.ts';
import { type Records, transaction } from '../store/transaction.ts';

/** What one agency, or one establishment, is asked to complete, and who answers for it. */
export interface RequestHeld {
  number: string;
  profile: Profile;
  zone: string;
  agency: { name: string };
  /** Of an establishment its own name. */
  service: string | null;
  /** Where addresses are that need no decision. */
  mailDomains: string[];
  responsible: { id: string; name: string };
  /** The open ask; null where nothing is asked of them now. */
  ask: { id: string; dueDate: string } | null;
  colleagues: { id: string; name: string }[];
}

/** Null for another audit's request as for none, and for what only the person asked can say. */
export async function requestHeld(
  records: Records,
  given: { partnershipId: string; auditId: string; requestId: string },
): Promise<RequestHeld | null> {
  const { partnershipId, auditId, requestId } = given;
  const found = await transaction(records, async (tx) => {
    const request = await tx.request.findFirst({
      where: { id: requestId, auditId, partnershipId },
      include: {
        agency: { select: { id: true, name: true, mailDomains: true } },
        service: { select: { name: true } },
        asks: { where: { step: 'returns', outcome: null }, select: { id: true, dueDate: true } },
      },
    });
    if (!request) return null;
    const { number, profile, clock } = await auditContext(tx, auditId);
    if (subjectOf(profile) === 'person') return null;
    const { responsibleId, agency } = request;
    const names = await namesOf(records, tx, { partnershipId, contactIds: [responsibleId] });
    return {
      agencyId: agency.id,
      serviceId: request.serviceId,
      number,
      profile,
      zone: clock.calendar.zone,
      agency: { name: agency.name },
      service: request.service?.name ?? null,
      mailDomains: await domainsOf(records, tx, request),
      responsible: { id: responsibleId, name: names.get(responsibleId) ?? '' },
      ask: request.asks[0] ?? null,
    };
  });
  if (!found) return null;
  const { agencyId, serviceId, ...held } = found;
  const reader = { partnershipId, contactId: held.responsible.id };
  return { ...held, colleagues: await colleaguesAt(records, reader, agencyId, serviceId) };
}
