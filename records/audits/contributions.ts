import type { Profile } from '../../domain/profile.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { findContext } from './audit-context.ts';

/** How one agency has met what was asked of it in an audit (SO-5). */
export interface Contribution {
  agency: string;
  asked: number;
  inTime: number;
  /** The steps that were answered after their due date, and those that never were. */
  late: string[];
  silent: string[];
  open: number;
}

/**
 * What each agency was asked, and how it answered: in time, late or not at all. What its people pass
 * on to their colleagues counts as well. What was withdrawn or handed over counts neither way.
 */
export async function contributionsOf(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<{ number: string; profile: Profile; contributions: Contribution[] } | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId } = given;
    const context = await findContext(tx, given);
    if (!context) return null;
    const { number, profile } = context;
    const asks = await tx.ask.findMany({
      where: {
        auditId,
        OR: [{ outcome: null }, { outcome: { in: ['answered', 'not-answered'] } }],
      },
      include: { contact: { select: { agencyId: true } } },
      orderBy: [{ dueAt: 'asc' }, { key: 'asc' }],
    });
    const agencies = await tx.agency.findMany({
      where: { partnershipId },
      select: { id: true, name: true },
      orderBy: { name: 'asc' },
    });
    const contributions = agencies.flatMap(({ id, name: agency }) => {
      const own = asks.filter((ask) => (ask.agencyId ?? ask.contact.agencyId) === id);
      if (own.length === 0) return [];
      const answered = own.filter(({ outcome }) => outcome === 'answered');
      const late = answered.filter(({ settledAt, dueAt }) => settledAt && settledAt > dueAt);
      const silent = own.filter(({ outcome }) => outcome === 'not-answered');
      return [
        {
          agency,
          asked: own.length,
          inTime: answered.length - late.length,
          late: late.map(({ step }) => step),
          silent: silent.map(({ step }) => step),
          open: own.filter(({ outcome }) => outcome === null).length,
        },
      ];
    });
    return { number, profile, contributions };
  });
}
