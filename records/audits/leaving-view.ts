import { stageOfKind } from '../../domain/profile.ts';
import type { Words } from '../../domain/words.ts';
import { teamPart } from '../planning/leave-team.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { auditContext } from './audit-context.ts';

/** What somebody should know before they withdraw an agency from an audit. */
export interface LeavingView {
  name: string;
  words: Words;
  /** Where a team audits the children: the numbers of those to be given to others, and of those it has sent. */
  ofTeam: { children: number[]; kept: number[] } | null;
  /** Whether it can be added again later. */
  mayJoinAgain: boolean;
}

/** Null for an agency that the directory does not have; `agency` is its key. */
export async function leavingView(
  records: Records,
  given: { partnershipId: string; auditId: string; agency: string },
): Promise<LeavingView | null> {
  const { partnershipId, auditId, agency: key } = given;
  return transaction(records, async (tx) => {
    const agency = await tx.agency.findUnique({
      where: { partnershipId_key: { partnershipId, key } },
      select: { id: true, name: true },
    });
    if (!agency) return null;
    const context = await auditContext(tx, auditId);
    const part = await teamPart(tx, context, agency.id);
    return {
      name: agency.name,
      words: context.profile.words,
      ofTeam: part && { children: part.children.map(({ number }) => number), kept: part.kept },
      mayJoinAgain: stageOfKind(context.profile, 'check-involvement') !== undefined,
    };
  });
}
