import { type Profile, subjectOf } from '../../domain/profile.ts';
import { isLater, type Moment } from '../../domain/waits.ts';
import { usualWords, type Words } from '../../domain/words.ts';
import { type AskProgress, progressOfAsks } from '../asks/ask-progress.ts';
import { profileOf } from '../audits/audit-context.ts';
import { passOnAt } from '../learning/pass-on.ts';
import { open, sha256 } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { isSignedIn, type SessionRow } from './sessions.ts';

/** Somebody who came in by a link and a code. */
export interface Reader {
  partnershipId: string;
  partnershipName: string;
  contactId: string;
  linkId: string;
  name: string;
}

interface ReaderRow extends SessionRow, Omit<Reader, 'name'> {
  nameSealed: Uint8Array;
}

/**
 * The person behind a link session; null when that has ended, the link has, or they have left since.
 * One query, for every page of theirs begins with it.
 */
export async function readerSignedIn(
  { database, keyring }: Records,
  { token, now }: { token: string; now: Date },
): Promise<Reader | null> {
  const rows = await database.$queryRaw<ReaderRow[]>`
    SELECT s.hash, s.kind, s."seenAt", s."expiresAt", s."revokedAt",
      l.id AS "linkId", c.id AS "contactId", c."nameSealed",
      p.id AS "partnershipId", p.name AS "partnershipName"
    FROM "Session" s
    JOIN "Link" l ON l.id = s."linkId" AND l."contactId" = s."contactId"
      AND l."partnershipId" = s."partnershipId"
    JOIN "Contact" c ON c.id = l."contactId"
    JOIN "Partnership" p ON p.id = l."partnershipId"
    WHERE s.hash = ${sha256(token)} AND l."endedAt" IS NULL AND c."leftAt" IS NULL`;
  const row = rows[0];
  if (!row || !(await isSignedIn(database, row, { kind: 'link', now }))) return null;
  const { partnershipId, partnershipName, contactId, linkId, nameSealed } = row;
  const key = await keyring.partnership(database, partnershipId);
  const name = open(key, `Contact.nameSealed/${contactId}`, nameSealed);
  return { partnershipId, partnershipName, contactId, linkId, name };
}

export async function partnershipName(records: Records, id: string): Promise<string> {
  const where = { id };
  const select = { name: true };
  return (await records.database.partnership.findUniqueOrThrow({ where, select })).name;
}

export async function partnershipZone(records: Records, id: string): Promise<string> {
  const where = { id };
  const select = { zone: true };
  return (await records.database.partnership.findUniqueOrThrow({ where, select })).zone;
}

/** One thing that a person is asked to do. */
export interface OpenAsk {
  id: string;
  step: string;
  audit: string | null;
  agency: string | null;
  /** What the process itself calls it, where it gives it a name. */
  title: string | null;
  /** Of its process. */
  words: Words;
  aboutChildren: boolean;
  dueDate: string;
  overdue: boolean;
  /** Its first letter is kept for a later day; it can be answered before. */
  later: boolean;
  /** How far it is, where it is answered with tools. */
  progress: AskProgress | null;
}

/** All that a person is asked for now, the most pressing first. */
export async function openAsksOf(
  records: Records,
  given: { partnershipId: string; contactId: string; now: Date },
): Promise<OpenAsk[]> {
  const rows = await records.database.ask.findMany({
    where: {
      partnershipId: given.partnershipId,
      contactId: given.contactId,
      // Urgent concerns stand apart from what can wait (`concernsOf`).
      concernId: null,
      outcome: null,
    },
    include: { audit: { select: { number: true, profileVersionId: true } } },
    orderBy: [{ dueAt: 'asc' }, { key: 'asc' }],
  });
  const agencyIds = rows.flatMap((row) => row.agencyId ?? []);
  const agencies =
    agencyIds.length === 0
      ? []
      : await records.database.agency.findMany({
          where: { id: { in: agencyIds } },
          select: { id: true, name: true },
        });
  const nameOf = new Map(agencies.map((agency) => [agency.id, agency.name]));
  const processes = new Map<string, Profile>();
  for (const { audit } of rows) {
    if (!audit || processes.has(audit.number)) continue;
    processes.set(audit.number, await profileOf(records.database, audit.profileVersionId));
  }
  const progress = await transaction(records, (tx) => progressOfAsks(records, tx, rows));
  return rows.map((row) => ({
    id: row.id,
    step: row.step,
    audit: row.audit?.number ?? null,
    ...ofProcess(row, processes.get(row.audit?.number ?? '')),
    agency: row.agencyId ? (nameOf.get(row.agencyId) ?? null) : null,
    dueDate: row.dueDate,
    overdue: row.dueAt < given.now,
    later: isLater(row.moments as unknown as Moment[], given.now),
    progress: progress.get(row.id) ?? null,
  }));
}

function ofProcess(
  ask: { step: string; stageKey: string | null; round: number | null },
  profile: Profile | undefined,
): Pick<OpenAsk, 'title' | 'words' | 'aboutChildren'> {
  if (!profile) return { title: null, words: usualWords, aboutChildren: true };
  const title = ask.step === 'pass-on' ? passOnAt({ profile }, ask).title : null;
  return { title, words: profile.words, aboutChildren: subjectOf(profile) === 'case' };
}
