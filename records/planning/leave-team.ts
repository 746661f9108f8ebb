import { reportIsBegun } from '../asks/ask-again.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import type { Concerned } from '../audits/audit-news.ts';
import { askForMore } from '../returns/ask-for-more.ts';
import { requestWait } from '../returns/gather-stage.ts';
import { dateAgain } from '../returns/requests.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { isTeamAudit, type TeamMember } from './audit-team.ts';
import { type GivenCase, shareAmong, type TeamCase, teamNow, whoMayAudit } from './team-cases.ts';

/** What an agency that is in an audit team leaves behind. */
export interface TeamPart {
  /** Returns that it has not sent, or was asked to change, also of children that are sealed. */
  unsent: { id: string }[];
  /** The children of those, as far as somebody else is to audit them now. */
  children: TeamCase[];
  /** The numbers of the children whose audit it has sent. */
  kept: number[];
}

/** Why an agency cannot leave the team as things are, and which children (by number) stand in the way. */
export interface MayNotLeave {
  kind: 'too-late' | 'paused' | 'nobody-stays' | 'nobody-may';
  children: number[];
}

/**
 * What an agency's part in an audit team is; null where the audit has no team. An audit of a child
 * that it has sent stays and is used, as when somebody takes over from an auditor who left: it is
 * about the child and not about the agency, nobody else has audited that child, and whoever wrote it
 * was independent of the case. What was sent back for changes is not done, so that child is shared
 * out again; its first version stays on record.
 */
export async function teamPart(
  tx: Transaction,
  context: AuditContext,
  agencyId: string,
): Promise<TeamPart | null> {
  if (!isTeamAudit(context)) return null;
  const rows = await tx.return.findMany({
    where: { auditId: context.auditId, request: { agencyId }, state: { not: 'withdrawn' } },
    select: {
      id: true,
      state: true,
      case: { select: { id: true, number: true, stratum: true, state: true, heldAt: true } },
    },
    orderBy: { case: { number: 'asc' } },
  });
  const unsent = rows.filter(({ state }) => isUnsent(state));
  // A sealed child is shared out when it is unsealed.
  const children = unsent.flatMap(({ case: { state, heldAt, ...child } }) =>
    heldAt === null && (state === 'drawn' || state === 'identified') ? child : [],
  );
  const kept = rows.filter(({ state }) => !isUnsent(state)).map((row) => row.case.number);
  return { unsent, children, kept };
}

function isUnsent(state: string): boolean {
  return state === 'asked' || state === 'sent-back' || state === 'not-answered';
}

/**
 * Those who stay, if an agency can leave: each child that it has not sent needs somebody among them
 * who neither holds its case nor manages who does. At the start a child for which there is nobody is
 * given to somebody all the same, and the business unit decides when they declare it; here it can
 * still decide before.
 */
export async function whoStays(
  records: Records,
  tx: Transaction,
  given: { context: AuditContext; agencyId: string; part: TeamPart },
  now: Date,
): Promise<TeamMember[] | MayNotLeave> {
  const { context, agencyId, part } = given;
  const numbers = part.children.map(({ number }) => number);
  if (await reportIsBegun(tx, context)) return { kind: 'too-late', children: numbers };
  const team = await teamNow(tx, context, now);
  const stay = team.filter((member) => member.agencyId !== agencyId);
  // New dates would be counted from a clock that stands still.
  if (context.state === 'paused' && numbers.length > 0)
    return { kind: 'paused', children: numbers };
  const takesPart = numbers.length > 0 || stay.length < team.length;
  if (takesPart && stay.length === 0) return { kind: 'nobody-stays', children: numbers };
  const without: number[] = [];
  for (const each of part.children) {
    const able = await whoMayAudit(records, tx, { context, each, team: stay });
    if (able.length === 0) without.push(each.number);
  }
  return without.length > 0 ? { kind: 'nobody-may', children: without } : stay;
}

export interface SharedAgain {
  given: GivenCase[];
  /** The waits that this changes, and those who were being asked already and have more to do now. */
  waits: string[];
  people: Concerned;
}

/**
 * Shares an agency's children out among those who stay. Whoever is not being asked for anything is
 * asked by a date of their own; for whoever is, an earlier date moves to it, and they are told. Call
 * it once the agency's own returns are withdrawn.
 */
export async function shareOutAgain(
  records: Records,
  tx: Transaction,
  given: { context: AuditContext; part: TeamPart; stay: TeamMember[] },
  now: Date,
): Promise<SharedAgain> {
  const { context, part, stay } = given;
  const shared = await shareAmong(records, tx, context, { team: stay, cases: part.children }, now);
  const agencyIds = [...new Set(shared.map(({ member }) => member.agencyId))];
  const waits: string[] = [];
  const people: Concerned = new Map();
  for (const agencyId of agencyIds) {
    const agency = await tx.agency.findUniqueOrThrow({ where: { id: agencyId } });
    const told = await askForMore(tx, context, { agency, dueDate: dateAgain(context, now) }, now);
    if (told) people.set(told.contactId, { requestId: told.requestId });
    waits.push(requestWait(context, agency.key));
  }
  return { given: shared, waits, people };
}
