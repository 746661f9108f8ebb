import type { DegreeDate } from '../../domain/degree-dates.ts';
import type { Profile } from '../../domain/profile.ts';
import type { Reader } from '../access/readers.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { open } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';

/** What one person has been asked, open or settled. */
export interface OwnAsk {
  id: string;
  step: string;
  auditId: string;
  agencyId: string | null;
  requestId: string | null;
  returnId: string | null;
  dueDate: string;
  firstDueDate: string;
  dueAt: Date;
  outcome: string | null;
  settledAt: Date | null;
}

/** Who reads: a contact, in the one partnership that the link belongs to. */
export type ReaderIds = Pick<Reader, 'partnershipId' | 'contactId'>;

/** One of the reader's own asks; null for anybody else's, as for a random id. */
export async function findOwnAsk(
  tx: Transaction,
  { partnershipId, contactId }: ReaderIds,
  askId: string,
): Promise<OwnAsk | null> {
  const ask = await tx.ask.findFirst({ where: { id: askId, partnershipId, contactId } });
  return ask?.auditId ? { ...ask, auditId: ask.auditId } : null;
}

/** What an agency is asked at a step and can still say, for the business unit that enters it. */
export async function askOfAgency(
  tx: Transaction,
  given: { partnershipId: string; auditId: string; agency: string; step: string },
): Promise<OwnAsk | null> {
  const { partnershipId, auditId, agency: key, step } = given;
  const agency = await tx.agency.findUnique({
    where: { partnershipId_key: { partnershipId, key } },
  });
  const ask = await tx.ask.findFirst({
    where: {
      partnershipId,
      auditId,
      step,
      agencyId: agency?.id ?? '',
      OR: [{ outcome: null }, { outcome: 'not-answered' }],
    },
  });
  return ask && { ...ask, auditId };
}

/** What everybody who is asked in an audit may read of it. */
export interface AuditFacts {
  number: string;
  state: string;
  zone: string;
  focus: string;
  window: { from: string; to: string };
  discussion: DegreeDate;
  profile: Profile;
}

export async function auditFacts(
  records: Records,
  tx: Transaction,
  context: AuditContext,
): Promise<AuditFacts> {
  const { auditId: id, focusSealed, window } = context;
  const key = await records.keyring.audit(tx, id);
  return {
    number: context.number,
    state: context.state,
    zone: context.clock.calendar.zone,
    focus: open(key, `Audit.focusSealed/${id}`, focusSealed),
    window,
    discussion: context.dates.discussion ?? { degree: 'unknown' },
    profile: context.profile,
  };
}
