import type { About } from '../../domain/about-words.ts';
import { formatDate } from '../../domain/calendar.ts';
import { personOf } from '../directory/directory.ts';
import type { Attendance } from '../returns/subjects.ts';
import { type Key, openJson } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';

/** What has to be read of a return's row to say what it is about. */
export const aboutRows = {
  case: {
    select: {
      id: true,
      number: true,
      subject: true,
      attendanceSealed: true,
      attendeeId: true,
      agency: { select: { name: true } },
      service: { select: { name: true } },
    },
  },
} as const;

export interface AboutRow {
  id: string;
  number: number;
  subject: string;
  attendanceSealed: Uint8Array | null;
  agency: { name: string } | null;
  service: { name: string } | null;
}

export function aboutOf(key: Key, row: AboutRow): About {
  switch (row.subject) {
    case 'agency':
      return { kind: 'agency', label: row.agency?.name ?? '' };
    case 'establishment':
      return { kind: 'establishment', label: row.service?.name ?? '' };
    case 'attendance': {
      const attendance = attendanceOf(key, row);
      return { kind: 'attendance', label: attendance ? courseWords(attendance) : '' };
    }
    default:
      return { kind: 'child', label: `C${row.number}` };
  }
}

/** The same for whoever is asked: a manager reads as well who was at the course. */
export async function aboutForReader(
  records: Records,
  tx: Transaction,
  given: { about: About; part: string; attendeeId: string | null },
): Promise<About> {
  const { about, part, attendeeId } = given;
  if (part !== 'manager' || !attendeeId) return about;
  const { name } = await personOf(records, tx, attendeeId);
  return { ...about, label: `${name} at ${about.label}` };
}

export function attendanceOf(
  key: Key,
  { id, attendanceSealed }: Pick<AboutRow, 'id' | 'attendanceSealed'>,
): Attendance | null {
  return attendanceSealed && openJson(key, `Case.attendanceSealed/${id}`, attendanceSealed);
}

/** "“Safe sleep” on 3 March 2027" */
function courseWords({ course, heldOn }: Attendance): string {
  return `“${course}” on ${formatDate(heldOn).replace(/^\w+ /, '')}`;
}
