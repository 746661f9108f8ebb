import { randomUUID } from 'node:crypto';
import { dateOf, instantAt } from '../../domain/calendar.ts';
import type { ProfileProblem } from '../../domain/check-profile.ts';
import { checkProgramme } from '../../domain/check-programme.ts';
import { isPast, offerDay, type PlannedDetail } from '../../domain/planned-audit.ts';
import { datesOfEntry, type Programme, type ProgrammeEntry } from '../../domain/programme.ts';
import { workingCalendar } from '../audits/audit-context.ts';
import { dateColumns } from '../audits/start-audit.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { sealJson, sha256 } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { lettersLeave } from './offer-planned.ts';
import { lockPlanned, nudgePlanned } from './planned.ts';

export type ProgrammeLoaded =
  | { kind: 'loaded' | 'known'; name: string; planned: number }
  | { kind: 'refused'; problems: ProfileProblem[] };

/**
 * Plans every audit of a programme (SO-39), each to be offered on its day by a Schedule of its own.
 * The same file twice plans nothing twice; a changed one is refused, since changes during the year
 * are made one by one, with their reason (SO-2).
 */
export async function loadProgramme(
  records: Records,
  input: { partnershipId: string; yaml: string },
  by: Actor,
  now: Date,
): Promise<ProgrammeLoaded> {
  const { partnershipId, yaml } = input;
  const checked = checkProgramme(yaml);
  if (!checked.ok) return { kind: 'refused', problems: checked.problems };
  const { programme } = checked;
  const { programme: name, title } = programme;
  return transaction(records, async (tx) => {
    await lockPlanned(tx, partnershipId);
    const hash = sha256(yaml);
    const before = await tx.programme.findUnique({
      where: { partnershipId_name: { partnershipId, name } },
    });
    if (before?.hash === hash) return { kind: 'known', name, planned: 0 };
    const problems = before
      ? [
          at(
            yaml,
            'programme:',
            `“${title}” is loaded already. Change its audits one by one, each with the reason, or give this file another name.`,
          ),
        ]
      : await missingProcesses(tx, { partnershipId, yaml, programme });
    if (problems.length > 0) return { kind: 'refused', problems };
    const id = randomUUID();
    await tx.programme.create({
      data: {
        id,
        partnershipId,
        name,
        title,
        yaml,
        hash,
        loadedAt: now,
        loadedById: by.contactId ?? '',
      },
    });
    const ids: string[] = [];
    for (const [position, entry] of programme.entries.entries()) {
      const offerDays = programme.offerWorkingDaysBefore;
      const given = { partnershipId, programmeId: id, position, offerDays, entry };
      ids.push(await planAudit(records, tx, given, by, now));
    }
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'programme.loaded',
      ids: { programme: name, audits: programme.entries.length, hash },
      by,
      now,
    });
    for (const planned of ids)
      await nudgePlanned(tx, { id: planned, seq, word: 'audit-planned' }, now);
    return { kind: 'loaded', name, planned: programme.entries.length };
  });
}

async function missingProcesses(
  tx: Transaction,
  given: { partnershipId: string; yaml: string; programme: Programme },
): Promise<ProfileProblem[]> {
  const { partnershipId, yaml, programme } = given;
  const rows = await tx.profileVersion.findMany({
    where: { partnershipId },
    select: { name: true },
  });
  const known = new Set(rows.map(({ name }) => name));
  const missing = [...new Set(programme.entries.map(({ process }) => process))].filter(
    (process) => !known.has(process),
  );
  return missing.map((process) =>
    at(
      yaml,
      `process: ${process}`,
      `There is no process "${process}" yet. Add it first; there are: ${[...known].sort().join(', ')}.`,
    ),
  );
}

/** A problem at the first place of a text. */
function at(yaml: string, text: string, message: string): ProfileProblem {
  const before = yaml.slice(0, Math.max(0, yaml.indexOf(text))).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message };
}

/** Writes one planned audit with its dates; its Schedule is made by nudge. */
export async function planAudit(
  records: Records,
  tx: Transaction,
  given: {
    partnershipId: string;
    programmeId: string;
    position: number;
    offerDays: number;
    entry: ProgrammeEntry;
  },
  by: Actor,
  now: Date,
): Promise<string> {
  const { partnershipId, programmeId, position, offerDays, entry } = given;
  const { key, month, process, type, theme, focus, rationale, jointWith, sample, benchmark } =
    entry;
  const partnership = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
  const offerCalendar = workingCalendar(partnership, new Date(`${month}-01T00:00:00Z`));
  const dates = datesOfEntry(entry);
  const planned = { month, dates: dates.map(({ date }) => date), offerDays };
  const day = offerDay(planned, offerCalendar);
  const offerAt = new Date(instantAt(day, lettersLeave, offerCalendar.zone));
  const past = isPast(planned, dateOf(now, offerCalendar.zone));
  const secret = await records.keyring.partnership(tx, partnershipId);
  const id = randomUUID();
  const detail: PlannedDetail = { theme, focus, rationale, jointWith, sample, benchmark };
  await tx.plannedAudit.create({
    data: {
      id,
      partnershipId,
      programmeId,
      key,
      position,
      month,
      process,
      type,
      detailSealed: sealJson(secret, `PlannedAudit.detailSealed/${id}`, detail),
      offerDays,
      state: past ? 'past' : 'planned',
      offerAt,
      nextAt: past ? null : offerAt,
      reminders: 0,
      endedAt: past ? now : null,
    },
  });
  await tx.plannedDate.createMany({
    data: dates.map((each) => ({
      id: randomUUID(),
      partnershipId,
      plannedAuditId: id,
      key: each.key,
      ...dateColumns(each.date),
      setAt: now,
      setById: by.contactId ?? '',
    })),
  });
  return id;
}
