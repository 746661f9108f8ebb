import type { Stretch } from '../../domain/meeting-slots.ts';
import type { Received } from '../../domain/received.ts';
import { unrepresented } from '../../domain/representation.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { unitsTakingPart } from '../audits/taking-part.ts';
import { namesOf } from '../directory/people-names.ts';
import { open, openJson } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import type { MeetingRow } from './meeting.ts';
import { stretchesIn } from './meeting-slots.ts';
import type { Edition } from './pack-participants.ts';

/** Somebody at the discussion, or who should be. */
export interface AttendeeView {
  id: string;
  name: string;
  contactId: string | null;
  agencyId: string | null;
  agency: string | null;
  serviceId: string | null;
  service: string | null;
  /** In whose place they come. */
  deputyForId: string | null;
  deputyFor: string | null;
  reply: string | null;
  /** How the business unit received the reply that it entered. */
  received: Received | null;
  attended: boolean | null;
  confidentialAt: Date | null;
  confidentialHow: string | null;
  wantsApproval: boolean;
  /** Whether they chair it. */
  chair: boolean;
  /** When they are needed; empty: throughout. */
  stretches: Stretch[];
}

interface OfMeeting {
  context: AuditContext;
  meeting: Pick<MeetingRow, 'id' | 'chairId'>;
}

type AttendanceRow = Awaited<ReturnType<Transaction['attendance']['findFirstOrThrow']>>;

/** Everybody who is expected or was added, by agency and name. */
export async function attendeesOf(
  records: Records,
  tx: Transaction,
  { context, meeting }: OfMeeting,
): Promise<AttendeeView[]> {
  const rows = await tx.attendance.findMany({
    where: { meetingId: meeting.id, withdrawnAt: null },
  });
  const agencies = await agenciesOf(tx, context.partnershipId);
  return attendeesAmong(records, tx, { context, meeting, rows, agencies });
}

/** The same, where their rows and the agencies have been read. */
export async function attendeesAmong(
  records: Records,
  tx: Transaction,
  given: OfMeeting & {
    rows: readonly AttendanceRow[];
    agencies: readonly AgencyWithServices[];
  },
): Promise<AttendeeView[]> {
  const { context, meeting, rows, agencies } = given;
  const { partnershipId } = context;
  const key = await records.keyring.partnership(tx, partnershipId);
  const contactIds = rows.map((row) => row.contactId);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  const nameOf = (row: (typeof rows)[number]): string =>
    row.nameSealed
      ? open(key, `Attendance.nameSealed/${row.id}`, row.nameSealed)
      : (names.get(row.contactId ?? '') ?? '');
  return rows
    .map((row): AttendeeView => {
      const agency = agencies.find(({ id }) => id === row.agencyId);
      const principal = rows.find(({ id }) => id === row.deputyForId);
      return {
        ...row,
        name: nameOf(row),
        received: row.onBehalfOf
          ? openJson<Received>(key, `Attendance.onBehalfOf/${row.id}`, row.onBehalfOf)
          : null,
        agency: agency?.name ?? null,
        service: agency?.services.find(({ id }) => id === row.serviceId)?.name ?? null,
        chair: row.contactId !== null && row.contactId === meeting.chairId,
        stretches: stretchesIn(row.slots),
        deputyFor: principal ? nameOf(principal) : null,
      };
    })
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

/** A service that completed a tool. */
export interface TakingPart {
  agencyId: string;
  agency: string;
  serviceId: string | null;
  service: string | null;
}

interface Representation {
  takingPart: TakingPart[];
  missing: TakingPart[];
}

/** The services that completed a tool, and those of them that nobody present speaks for (DD-14). */
export async function representationOf(
  tx: Transaction,
  context: AuditContext,
  people: readonly AttendeeView[],
): Promise<Representation> {
  const agencies = await agenciesOf(tx, context.partnershipId);
  return representationIn(tx, context, { people, agencies });
}

/** The same, where the agencies have been read, and what was circulated. */
export async function representationIn(
  tx: Transaction,
  context: AuditContext,
  given: {
    people: readonly AttendeeView[];
    agencies: readonly AgencyWithServices[];
    editions?: readonly Edition[];
  },
): Promise<Representation> {
  const { people, agencies, editions } = given;
  const units = new Map<string, TakingPart>();
  for (const { agencyId, serviceId } of await unitsTakingPart(tx, context, editions)) {
    const agency = agencies.find(({ id }) => id === agencyId);
    const service = agency?.services.find(({ id }) => id === serviceId)?.name ?? null;
    const unit = { agencyId, agency: agency?.name ?? '', serviceId, service };
    units.set(`${agencyId}/${serviceId}`, unit);
  }
  const takingPart = [...units.values()].sort((a, b) =>
    `${a.agency}/${a.service}` < `${b.agency}/${b.service}` ? -1 : 1,
  );
  return { takingPart, missing: unrepresented(takingPart, people) };
}

export type AgencyWithServices = Awaited<ReturnType<typeof agenciesOf>>[number];

/** The agencies of a partnership by name, with their services. */
export async function agenciesOf(tx: Transaction, partnershipId: string) {
  return tx.agency.findMany({
    where: { partnershipId },
    select: { id: true, key: true, name: true, services: { select: { id: true, name: true } } },
    orderBy: { name: 'asc' },
  });
}

function sortKey({ agency, deputyFor, name }: AttendeeView): string {
  return `${agency ?? '~'}/${deputyFor ?? name}/${deputyFor ? name : ''}`;
}
