import { type Clash, independenceClash } from '../../domain/independence.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { personOf } from '../directory/directory.ts';
import { isTeamAudit, namedWorkers } from '../planning/audit-team.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { gatherStage } from './gather-stage.ts';
import {
  closedReason,
  type Independence,
  lockRequestOf,
  type OwnReturn,
  ownReturn,
} from './own-return.ts';

export type ReturnStarted =
  | { kind: 'started' }
  /** This person may not complete it: by their own word, or by who was named for the child. */
  | { kind: 'clash'; clash: Clash | 'declared' }
  /** Several partnerships share the tool, and none of them was named. */
  | { kind: 'serves-none' }
  | { kind: 'not-found' | 'not-yours' | 'held' | 'submitted' | 'ended' };

/**
 * The respondent has accepted the information-sharing statement (DD-11) and said whether they are
 * independent of the work with this child.
 */
export async function startReturn(
  records: Records,
  input: {
    partnershipId: string;
    returnId: string;
    independent: boolean;
    /** Keys of the partnerships that it serves, where several share the tool (SO-37). */
    serves?: string[];
  },
  by: Actor,
  now: Date,
): Promise<ReturnStarted> {
  return transaction(records, async (tx) => {
    await lockRequestOf(tx, input.returnId);
    const found = await ownReturn(records, tx, input, by);
    if (!found) return { kind: 'not-found' };
    const closed = closedReason(found);
    if (closed) return { kind: closed };
    const serves = servedBy(found, input.serves);
    if (serves === 'unknown') return { kind: 'serves-none' };
    const problem = input.independent ? await clashOf(records, tx, found) : 'declared';
    const asked = found.tool.independence !== undefined;
    const independence = asked ? declaration(found, problem, now) : null;
    await tx.return.update({
      where: { id: found.id },
      data: {
        statementById: found.respondentId,
        statementAt: now,
        ...(serves ? { serves } : {}),
        independenceSealed:
          independence &&
          sealJson(found.key, `Return.independenceSealed/${found.id}`, independence),
      },
    });
    await appendEvent(tx, {
      partnershipId: input.partnershipId,
      chain: found.context.auditId,
      kind: 'statement.accepted',
      ids: {
        return: found.id,
        respondent: found.respondentId,
        dated: found.tool.statement.dated,
        independence: independence ? (independence.problem ?? 'declared') : null,
        ...(serves ? { serves: serves.join(' ') } : {}),
      },
      by,
      now,
    });
    return mayComplete(independence)
      ? { kind: 'started' }
      : { kind: 'clash', clash: independence?.problem ?? 'declared' };
  });
}

/** The partnerships that share the tool; none where it is this one's alone. */
export function sharingOf(context: AuditContext): { key: string; name: string }[] {
  return gatherStage(context).partnerships ?? [];
}

/** Which of the partnerships that share the tool are served; null where none do. */
function servedBy(
  found: OwnReturn,
  wanted: string[] = found.serves ?? [],
): string[] | 'unknown' | null {
  const sharing = sharingOf(found.context);
  if (sharing.length === 0) return null;
  const keys = sharing.map(({ key }) => key).filter((key) => wanted.includes(key));
  const known = keys.length > 0 && wanted.every((key) => keys.includes(key));
  return known ? keys : 'unknown';
}

/** Whether the one who is to complete it has accepted the statement and may complete it. */
export async function startState(
  records: Records,
  tx: Transaction,
  found: OwnReturn,
): Promise<ReturnStarted | { kind: 'not-started' }> {
  if (found.statementById !== found.respondentId) return { kind: 'not-started' };
  if (servedBy(found) === 'unknown') return { kind: 'not-started' };
  if (!found.tool.independence) return { kind: 'started' };
  const { independence } = found;
  if (independence?.declaredBy !== found.respondentId) return { kind: 'not-started' };
  if (independence.accepted !== undefined) return { kind: 'started' };
  // The agency may have named its case holder after this person had declared.
  const clash = independence.problem ?? (await clashOf(records, tx, found));
  return clash ? { kind: 'clash', clash } : { kind: 'started' };
}

async function clashOf(records: Records, tx: Transaction, found: OwnReturn): Promise<Clash | null> {
  const rule = found.tool.independence;
  if (!rule) return null;
  // Of a team's cases nobody audits their own, whichever agency named them for it (SO-7).
  const named = await namedWorkers(tx, found.key, {
    caseId: found.case.id,
    ...(isTeamAudit(found.context) ? {} : { agencyId: found.request.agency.id }),
  });
  return independenceClash(rule, await personOf(records, tx, found.respondentId), named);
}

function declaration(
  found: OwnReturn,
  problem: Clash | 'declared' | null,
  now: Date,
): Independence {
  const before = found.independence;
  const accepted = before?.declaredBy === found.respondentId ? before.accepted : undefined;
  return {
    declaredBy: found.respondentId,
    at: now.toISOString(),
    ...(problem ? { problem } : {}),
    ...(accepted === undefined ? {} : { accepted }),
  };
}

function mayComplete(independence: Independence | null): boolean {
  return !independence?.problem || independence.accepted !== undefined;
}
