import type { AskedAtStart } from '../domain/asked.ts';
import type { AttendanceRow, EstablishmentRow } from '../domain/asked-list.ts';
import { type Profile, stageOfKind, subjectOf } from '../domain/profile.ts';

/** How many are invented where a scenario does not say. */
const usual = { establishments: 3, attendances: 3 };

export interface AskedWanted {
  /** Keys of the agencies of the invented partnership. */
  agencies: string[];
  establishments?: number | undefined;
  attendances?: number | undefined;
  /** The day on which the audit starts. */
  today: string;
}

/** Invents who is asked in a process that is not about children. */
export function askedAtStart(profile: Profile, wanted: AskedWanted): AskedAtStart | undefined {
  const { agencies } = wanted;
  switch (subjectOf(profile)) {
    case 'case':
      return undefined;
    case 'agency':
      return { agencies };
    case 'establishment':
      return { establishments: someEstablishments(profile, wanted) };
    case 'person':
      return { attendances: someAttendances(wanted) };
  }
}

/** "School 1" with Contact 1, and so on. */
function someEstablishments(profile: Profile, wanted: AskedWanted): EstablishmentRow[] {
  const [agency = ''] = stageOfKind(profile, 'gather-returns')?.establishmentsOf ?? [];
  const { establishments = usual.establishments } = wanted;
  return Array.from({ length: establishments }, (_, at) => {
    const number = String(at + 1).padStart(String(establishments).length, '0');
    const email = `contact@school-${number}.aldermere.example`;
    return { name: `School ${number}`, contact: `Contact of School ${number}`, email, agency };
  });
}

/** "Attendee 1" managed by "Manager 1", of the agencies in turn. */
function someAttendances(wanted: AskedWanted): AttendanceRow[] {
  const { agencies, attendances = usual.attendances, today } = wanted;
  return Array.from({ length: attendances }, (_, at) => {
    const agency = agencies[at % agencies.length] ?? '';
    const address = (who: string) => `${who}-${at + 1}@${agency}.aldermere.example`;
    return {
      course: 'Working together in safeguarding',
      heldOn: today,
      attendee: `Attendee ${at + 1}`,
      attendeeEmail: address('attendee'),
      manager: `Manager ${at + 1}`,
      managerEmail: address('manager'),
      agency,
    };
  });
}
