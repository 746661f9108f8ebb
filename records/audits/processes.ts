import { randomUUID } from 'node:crypto';
import { dateOf } from '../../domain/calendar.ts';
import { checkProfile, type ProfileProblem } from '../../domain/check-profile.ts';
import type { Profile } from '../../domain/profile.ts';
import { rulesOf } from '../../domain/stage-kinds.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { sha256 } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { profileOf } from './audit-context.ts';

export interface ListedProcess {
  name: string;
  title: string;
  version: number;
  /** Audits of any of its versions that have not ended. */
  underWay: number;
}

/** A partnership's processes, each with its newest version. */
export async function listProcesses(
  records: Records,
  partnershipId: string,
): Promise<ListedProcess[]> {
  return transaction(records, async (tx) => {
    const rows = await tx.profileVersion.findMany({
      where: { partnershipId },
      orderBy: [{ name: 'asc' }, { version: 'desc' }],
      select: { id: true, name: true, version: true, _count: { select: { audits: running } } },
    });
    const listed: ListedProcess[] = [];
    for (const name of new Set(rows.map((row) => row.name))) {
      const versions = rows.filter((row) => row.name === name);
      const [newest] = versions;
      if (!newest) continue;
      const { title } = await profileOf(tx, newest.id);
      const underWay = versions.reduce((sum, { _count }) => sum + _count.audits, 0);
      listed.push({ name, title, version: newest.version, underWay });
    }
    return listed;
  });
}

const running = { where: { state: { in: ['open', 'paused'] } } };

export interface ProcessView {
  profile: Profile;
  yaml: string;
  versions: { version: number; loadedAt: Date; underWay: number }[];
  /** What the directory calls its groups, by their keys. */
  groups: Map<string, string>;
  /** What it names that the directory does not know yet. */
  missing: { bodies: string[]; roles: string[]; agencies: string[] };
}

/** One version of a process, the newest without one, and when which version came. */
export async function processView(
  records: Records,
  given: { partnershipId: string; name: string; version?: number },
  now: Date,
): Promise<ProcessView | null> {
  const { partnershipId, name } = given;
  return transaction(records, async (tx) => {
    const rows = await tx.profileVersion.findMany({
      where: { partnershipId, name },
      orderBy: { version: 'desc' },
      include: { _count: { select: { audits: running } } },
    });
    const row = rows.find(({ version }) => version === (given.version ?? rows[0]?.version));
    if (!row) return null;
    const profile = await profileOf(tx, row.id);
    const groups = await tx.body.findMany({ where: { partnershipId } });
    return {
      profile,
      groups: new Map(groups.map(({ key, name }) => [key, name])),
      yaml: row.yaml,
      versions: rows.map(({ version, loadedAt, _count }) => {
        return { version, loadedAt, underWay: _count.audits };
      }),
      missing: await missingFor(tx, { partnershipId, profile }, now),
    };
  });
}

async function missingFor(
  tx: Transaction,
  { partnershipId, profile }: { partnershipId: string; profile: Profile },
  now: Date,
): Promise<ProcessView['missing']> {
  const { stages, words } = profile;
  const named = stages.flatMap((stage) => rulesOf(stage).bodies?.(stage) ?? []);
  const told = stages.flatMap((stage) =>
    rulesOf(stage)
      .asks(stage, words)
      .flatMap(({ timings }) => timings.escalate?.to ?? []),
  );
  const bodies = await tx.body.findMany({ where: { partnershipId }, select: { key: true } });
  const today = dateOf(now);
  const held = await tx.roleHolding.findMany({
    where: {
      partnershipId,
      fromDate: { lte: today },
      OR: [{ toDate: null }, { toDate: { gte: today } }],
    },
    select: { role: true },
    distinct: ['role'],
  });
  const agencies = await tx.agency.findMany({ where: { partnershipId }, select: { key: true } });
  const adapting = stages.flatMap((stage) =>
    stage.kind === 'gather-returns' ? Object.keys(stage.toolByAgency ?? {}) : [],
  );
  const overseer = profile.overseenBy ? [profile.overseenBy] : [];
  const keys = new Set([...named.map(({ key }) => key), ...overseer]);
  return {
    bodies: [...keys].filter((key) => !bodies.some((each) => each.key === key)),
    roles: [...new Set(told)].filter((role) => !held.some((each) => each.role === role)),
    agencies: [...new Set(adapting)].filter((key) => !agencies.some((each) => each.key === key)),
  };
}

export type ProcessAdded =
  | { kind: 'added' | 'known'; name: string; version: number }
  | { kind: 'refused'; problems: ProfileProblem[] };

/**
 * Stores a profile as a new process, or as a new version of one. A version that is stored is never
 * changed, and audits keep the one with which they began.
 */
export async function addProcess(
  records: Records,
  input: { partnershipId: string; yaml: string },
  by: Actor,
  now: Date,
): Promise<ProcessAdded> {
  const { partnershipId, yaml } = input;
  const checked = checkProfile(yaml);
  if (!checked.ok) return { kind: 'refused', problems: checked.problems };
  const { profile: name, version } = checked.profile;
  return transaction(records, async (tx) => {
    const earlier = await tx.profileVersion.findFirst({
      where: { partnershipId, name, version: { lt: version } },
      orderBy: { version: 'desc' },
    });
    const grown = earlier && checkProfile(yaml, await profileOf(tx, earlier.id));
    if (grown && !grown.ok) return { kind: 'refused', problems: grown.problems };
    const hash = sha256(yaml);
    const id = randomUUID();
    const row = { id, partnershipId, name, version, yaml, hash, loadedAt: now };
    const { count } = await tx.profileVersion.createMany({ data: [row], skipDuplicates: true });
    if (count === 0) return storedBefore(tx, { ...row, yaml });
    await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'process.added',
      ids: { profile: name, version, hash },
      by,
      now,
    });
    return { kind: 'added', name, version };
  });
}

async function storedBefore(
  tx: Transaction,
  row: { partnershipId: string; name: string; version: number; yaml: string; hash: string },
): Promise<ProcessAdded> {
  const { partnershipId, name, version } = row;
  const [newest, same] = [
    await tx.profileVersion.findFirstOrThrow({
      where: { partnershipId, name },
      orderBy: { version: 'desc' },
    }),
    await tx.profileVersion.findFirst({ where: { partnershipId, name, version, hash: row.hash } }),
  ];
  if (same) return { kind: 'known', name, version };
  const line = row.yaml.split('\n').findIndex((each) => /^version\s*:/.test(each)) + 1;
  const message = `Version ${version} of "${name}" is stored already and is never changed. Write "version: ${newest.version + 1}".`;
  return { kind: 'refused', problems: [{ line, column: 1, message }] };
}
