import { randomUUID } from 'node:crypto';
import type { AskedAtStart } from '../../domain/asked.ts';
import type { AttendanceRow } from '../../domain/asked-list.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type Profile, stageOfKind, subjectOf } from '../../domain/profile.ts';
import { loadEstablishments } from '../directory/establishments.ts';
import { findOrAddPeople } from '../directory/listed-people.ts';
import { type Key, sealJson } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';

export interface StartedSubjects {
  partnershipId: string;
  auditId: string;
  now: Date;
}

/** What is kept of an attendance besides who was there. */
export interface Attendance {
  course: string;
  heldOn: string;
}

interface NewSubject {
  subject: 'agency' | 'establishment' | 'attendance';
  agencyId: string;
  serviceId?: string;
  attendeeId?: string;
  managerId?: string;
  attendance?: Attendance;
}

type AgencyRow = { id: string; key: string };

/** What is wrong with who is asked, by the directory; nothing has been written yet. */
export async function subjectProblemsAt(
  tx: Transaction,
  given: { partnershipId: string; profile: Profile; asked: AskedAtStart },
): Promise<FieldProblem[]> {
  const { partnershipId, profile, asked } = given;
  const field = 'asked';
  const subject = subjectOf(profile);
  if (subject === 'case') return [];
  const agencies = await tx.agency.findMany({ where: { partnershipId }, select: { key: true } });
  const known = new Set(agencies.map(({ key }) => key));
  const { agencies: chosen = [], establishments = [], attendances = [] } = asked;
  const named = [...chosen, ...[...establishments, ...attendances].map(({ agency }) => agency)];
  if (named.some((key) => !known.has(key))) {
    return [{ field, message: 'Choose from the agencies of the directory.' }];
  }
  if (subject !== 'establishment' || establishments.length > 0) return [];
  const of = stageOfKind(profile, 'gather-returns')?.establishmentsOf ?? [];
  const there = await tx.service.count({ where: { partnershipId, agency: { key: { in: of } } } });
  if (there > 0) return [];
  const message = `The directory has no ${profile.words.establishments}: upload a list of them.`;
  return [{ field, message }];
}

/** Writes what the returns of an audit without children are about; returns how many there are. */
export async function writeSubjects(
  records: Records,
  tx: Transaction,
  started: StartedSubjects,
  given: { profile: Profile; asked: AskedAtStart; key: Key },
): Promise<number> {
  const { partnershipId, auditId, now } = started;
  const subjects = await subjectsOf(records, tx, started, given);
  await tx.case.createMany({
    data: subjects.map(({ attendance, ...subject }, at) => {
      const id = randomUUID();
      return {
        ...subject,
        id,
        partnershipId,
        auditId,
        number: at + 1,
        stratum: '',
        state: 'identified',
        attendanceSealed: attendance
          ? sealJson(given.key, `Case.attendanceSealed/${id}`, attendance)
          : null,
        createdAt: now,
      };
    }),
  });
  return subjects.length;
}

async function subjectsOf(
  records: Records,
  tx: Transaction,
  started: StartedSubjects,
  { profile, asked }: { profile: Profile; asked: AskedAtStart },
): Promise<NewSubject[]> {
  const { partnershipId } = started;
  const agencies = await tx.agency.findMany({
    where: { partnershipId },
    orderBy: { name: 'asc' },
    select: { id: true, key: true },
  });
  switch (subjectOf(profile)) {
    case 'case':
      return [];
    case 'agency': {
      const chosen = agencies.filter(({ key }) => asked.agencies?.includes(key));
      return chosen.map(({ id }) => ({ subject: 'agency', agencyId: id }));
    }
    case 'establishment': {
      const of = stageOfKind(profile, 'gather-returns')?.establishmentsOf ?? [];
      const { establishments: rows = [] } = asked;
      const services = await loadEstablishments(records, tx, started, { of, rows });
      return services.map(({ id, agencyId }) => {
        return { subject: 'establishment', agencyId, serviceId: id };
      });
    }
    case 'person':
      return attendancesOf(records, tx, started, { agencies, rows: asked.attendances ?? [] });
  }
}

async function attendancesOf(
  records: Records,
  tx: Transaction,
  { partnershipId }: StartedSubjects,
  { agencies, rows }: { agencies: AgencyRow[]; rows: AttendanceRow[] },
): Promise<NewSubject[]> {
  const idOf = (agency: string) => agencies.find(({ key }) => key === agency)?.id ?? '';
  const people = await findOrAddPeople(records, tx, {
    partnershipId,
    people: rows.flatMap((row) => [
      { name: row.attendee, email: row.attendeeEmail, agencyId: idOf(row.agency) },
      { name: row.manager, email: row.managerEmail, agencyId: idOf(row.agency) },
    ]),
  });
  return rows.map((row) => ({
    subject: 'attendance',
    agencyId: idOf(row.agency),
    attendeeId: people(row.attendeeEmail),
    managerId: people(row.managerEmail),
    attendance: { course: row.course, heldOn: row.heldOn },
  }));
}
