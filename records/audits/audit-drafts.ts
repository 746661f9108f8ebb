import { randomUUID } from 'node:crypto';
import type { AuditClock } from '../../domain/ask-moments.ts';
import type { ListSettings } from '../../domain/children-list.ts';
import { proposedAudit } from '../../domain/new-audit.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import { type AskableDirectory, askableDirectory } from '../directory/askable-directory.ts';
import { openJson, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { profileOf, workingCalendar } from './audit-context.ts';

/** A process that an audit can be started from: the newest version of each. */
export interface ProfileChoice {
  id: string;
  name: string;
  version: number;
  title: string;
}

export async function profileChoices(
  records: Records,
  partnershipId: string,
): Promise<ProfileChoice[]> {
  return transaction(records, async (tx) => {
    const rows = await tx.profileVersion.findMany({
      where: { partnershipId },
      orderBy: [{ name: 'asc' }, { version: 'desc' }],
      distinct: ['name'],
      select: { id: true, name: true, version: true },
    });
    const choices: ProfileChoice[] = [];
    for (const row of rows) choices.push({ ...row, title: (await profileOf(tx, row.id)).title });
    return choices;
  });
}

/** What somebody needs who sets an audit up: the process, how its list is read, what it proposes. */
export interface AuditSetup {
  profileVersionId: string;
  profile: Profile;
  list: ListSettings;
  /** Who there is to be asked, in a process that is not about children. */
  directory: AskableDirectory;
  clock: Omit<AuditClock, 'dates'>;
  proposed: ReturnType<typeof proposedAudit>;
}

export async function auditSetup(
  records: Records,
  given: { partnershipId: string; profileVersionId: string },
  now: Date,
): Promise<AuditSetup | null> {
  return transaction(records, (tx) => setupOf(tx, given, now));
}

async function setupOf(
  tx: Transaction,
  given: { partnershipId: string; profileVersionId: string },
  now: Date,
): Promise<AuditSetup | null> {
  const version = await tx.profileVersion.findFirst({
    where: { id: given.profileVersionId, partnershipId: given.partnershipId },
    select: { id: true, partnership: { select: { zone: true, closures: true } } },
  });
  if (!version) return null;
  const profile = await profileOf(tx, version.id);
  const agencies = await tx.agency.findMany({
    where: { partnershipId: given.partnershipId, endedOn: null },
    select: { key: true, name: true, services: { select: { name: true } } },
    orderBy: { key: 'asc' },
  });
  const clock = { ...profile.clock, calendar: workingCalendar(version.partnership, now) };
  return {
    profileVersionId: version.id,
    profile,
    list: {
      levels: stageOfKind(profile, 'draw-sample')?.strata ?? [],
      levelName: profile.words.stratum,
      agencies: agencies.flatMap(({ key, name, services }) => [
        { key, label: name },
        ...services.map((service) => ({ key, label: service.name })),
      ]),
    },
    directory: await askableDirectory(tx, given.partnershipId, { profile, now }),
    clock,
    proposed: proposedAudit(profile, now, clock),
  };
}

export interface AuditDraft<Answers> {
  id: string;
  revision: number;
  answers: Answers;
  begunAt: Date;
  savedAt: Date;
}

/** Begins the answers of an audit that is being set up; its id becomes the started audit's key. */
export async function beginAuditDraft(
  records: Records,
  input: { partnershipId: string; contactId: string; answers: object },
  now: Date,
): Promise<string> {
  return transaction(records, async (tx) => {
    const { partnershipId, contactId } = input;
    const id = randomUUID();
    const key = await records.keyring.partnership(tx, partnershipId);
    await tx.auditDraft.create({
      data: {
        id,
        partnershipId,
        answersSealed: sealJson(key, `AuditDraft.answersSealed/${id}`, input.answers),
        revision: 1,
        begunById: contactId,
        begunAt: now,
        savedAt: now,
      },
    });
    return id;
  });
}

/** Changes some of the answers; several pages open at once each keep to their own. */
export async function saveAuditDraft(
  records: Records,
  input: { partnershipId: string; id: string; answers: object },
  now: Date,
): Promise<boolean> {
  return transaction(records, async (tx) => {
    const { partnershipId, id } = input;
    const key = await records.keyring.partnership(tx, partnershipId);
    const place = `AuditDraft.answersSealed/${id}`;
    // Held, so that two pages saved at once are both kept.
    await tx.$queryRaw`SELECT 1 FROM "AuditDraft" WHERE id = ${id} FOR UPDATE`;
    const row = await tx.auditDraft.findFirst({ where: { id, partnershipId } });
    if (!row) return false;
    const answers = { ...openJson<object>(key, place, row.answersSealed), ...input.answers };
    await tx.auditDraft.update({
      where: { id },
      data: {
        answersSealed: sealJson(key, place, answers),
        revision: row.revision + 1,
        savedAt: now,
      },
    });
    return true;
  });
}

export async function readAuditDraft<Answers>(
  records: Records,
  given: { partnershipId: string; id: string },
): Promise<AuditDraft<Answers> | null> {
  return transaction(records, async (tx) => {
    const row = await tx.auditDraft.findFirst({ where: given });
    if (!row) return null;
    const key = await records.keyring.partnership(tx, given.partnershipId);
    const answers = openJson<Answers>(key, `AuditDraft.answersSealed/${row.id}`, row.answersSealed);
    const { id, revision, begunAt, savedAt } = row;
    return { id, revision, answers, begunAt, savedAt };
  });
}

export async function dropAuditDraft(
  records: Records,
  given: { partnershipId: string; id: string },
): Promise<void> {
  await transaction(records, (tx) => tx.auditDraft.deleteMany({ where: given }));
}

/** Audits that somebody has begun to set up and not started yet, the newest first. */
export async function unfinishedDrafts(
  records: Records,
  partnershipId: string,
): Promise<{ id: string; begunById: string; savedAt: Date }[]> {
  return records.database.auditDraft.findMany({
    where: { partnershipId },
    orderBy: { savedAt: 'desc' },
    take: 20,
    select: { id: true, begunById: true, savedAt: true },
  });
}

/** The audit that was started from a draft which is no longer there. */
export async function auditOfDraft(
  records: Records,
  given: { partnershipId: string; id: string },
): Promise<string | null> {
  const audit = await records.database.audit.findUnique({
    where: { startKey: `${given.partnershipId}/${given.id}` },
    select: { number: true },
  });
  return audit?.number ?? null;
}
