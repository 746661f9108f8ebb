import { newsLeavesAt } from '../../domain/ask-moments.ts';
import type { Profile } from '../../domain/profile.ts';
import { stageTitle } from '../../domain/stage-words.ts';
import type { ReaderIds } from '../asks/contact-view.ts';
import { membersOf } from '../directory/directory.ts';
import { queueLetters } from '../letters/letters.ts';
import { kloesOf } from '../planning/kloes.ts';
import { open } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { auditContext, profileOf } from './audit-context.ts';

/** An audit as the group that oversees it sees it at any time: in states, dates and counts. */
export interface OverseenAudit {
  number: string;
  title: string;
  body: string;
  state: string;
  startedAt: Date;
  focus: string;
  kloes: string[];
  /** Which audits of single agencies look at the same. */
  overlap: string;
  /** The other information that led to the theme. */
  sources: { label: string; rationale: string }[];
  stages: { title: string; begunAt: Date; endedAt: Date | null }[];
  /** Completed tools: how many were asked for, sent, and declared not known. */
  tools: { asked: number; sent: number; notKnown: number };
  overdue: number;
}

/** Tells the group that oversees a process where it can see at any time how a new audit stands (CH-36). */
export async function tellOverseers(
  tx: Transaction,
  given: { auditId: string; profile: Profile },
  now: Date,
): Promise<void> {
  const { auditId, profile } = given;
  if (!profile.overseenBy) return;
  const { partnershipId, number, clock } = await auditContext(tx, auditId);
  const members = await membersOf(tx, { partnershipId, body: profile.overseenBy }, now);
  const leavesAt = new Date(newsLeavesAt(now.toISOString(), [], clock));
  await queueLetters(
    tx,
    members.map((contactId) => ({
      partnershipId,
      key: `${partnershipId}/${number}/begun/${contactId}`,
      kind: 'audit-begun',
      contactId,
      auditId,
      ids: {},
      leavesAt,
      now,
    })),
  );
}

/** The audits, newest first, that a group oversees of which somebody is chair or member; none for others. */
export async function overseenAudits(
  records: Records,
  reader: ReaderIds,
  now: Date,
): Promise<OverseenAudit[]> {
  return transaction(records, async (tx) => {
    const found: OverseenAudit[] = [];
    for (const { auditId, body } of await overseenBy(tx, reader, now)) {
      found.push(await auditAsOverseen(records, tx, { auditId, body }, now));
    }
    return found;
  });
}

/** Whether somebody oversees any audit. */
export async function overseesAudits(
  records: Records,
  reader: ReaderIds,
  now: Date,
): Promise<boolean> {
  return transaction(records, async (tx) => (await overseenBy(tx, reader, now)).length > 0);
}

async function overseenBy(
  tx: Transaction,
  { partnershipId, contactId }: ReaderIds,
  now: Date,
): Promise<{ auditId: string; body: string }[]> {
  // Most readers sit in no group: nothing more is read for them.
  const held = await tx.body.findMany({
    where: { partnershipId, roles: { some: { contactId, role: { in: ['chair', 'member'] } } } },
    select: { key: true, name: true },
  });
  const own: typeof held = [];
  for (const body of held) {
    const members = await membersOf(tx, { partnershipId, body: body.key }, now);
    if (members.includes(contactId)) own.push(body);
  }
  if (own.length === 0) return [];
  const audits = await tx.audit.findMany({
    where: { partnershipId, state: { not: 'cancelled' } },
    orderBy: { startedAt: 'desc' },
    select: { id: true, profileVersionId: true },
  });
  const found: { auditId: string; body: string }[] = [];
  for (const { id, profileVersionId } of audits) {
    const { overseenBy: key } = await profileOf(tx, profileVersionId);
    const body = own.find((each) => each.key === key);
    if (body) found.push({ auditId: id, body: body.name });
  }
  return found;
}

async function auditAsOverseen(
  records: Records,
  tx: Transaction,
  { auditId, body }: { auditId: string; body: string },
  now: Date,
): Promise<OverseenAudit> {
  const audit = await tx.audit.findUniqueOrThrow({
    where: { id: auditId },
    include: { sources: true, stages: { orderBy: { begunAt: 'asc' } } },
  });
  const profile = await profileOf(tx, audit.profileVersionId);
  const key = await records.keyring.audit(tx, auditId);
  const returns = await tx.return.groupBy({
    by: ['state'],
    where: { auditId, state: { not: 'withdrawn' } },
    _count: true,
  });
  const count = (...states: string[]) =>
    returns.reduce((sum, { state, _count }) => sum + (states.includes(state) ? _count : 0), 0);
  const offered = profile.stages.flatMap((stage) =>
    stage.kind === 'choose-theme' ? stage.sources : [],
  );
  return {
    number: audit.number,
    title: profile.title,
    body,
    state: audit.state,
    startedAt: audit.startedAt,
    focus: open(key, `Audit.focusSealed/${auditId}`, audit.focusSealed),
    kloes: kloesOf(profile, audit.kloes).map(({ label }) => label),
    overlap: audit.overlapSealed
      ? open(key, `Audit.overlapSealed/${auditId}`, audit.overlapSealed)
      : '',
    sources: audit.sources.map(({ id, kind, rationaleSealed }) => ({
      label: offered.find((each) => each.key === kind)?.label ?? kind,
      rationale: open(key, `AuditSource.rationaleSealed/${id}`, rationaleSealed),
    })),
    stages: audit.stages.map(({ key: stage, begunAt, endedAt }) => {
      return { title: stageTitle(profile, stage), begunAt, endedAt };
    }),
    tools: {
      asked: returns.reduce((sum, { _count }) => sum + _count, 0),
      sent: count('submitted', 'accepted'),
      notKnown: count('nil'),
    },
    overdue: await tx.ask.count({ where: { auditId, outcome: null, dueAt: { lt: now } } }),
  };
}
