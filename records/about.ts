import { formatDate } from '../domain/calendar.ts';
import { type Key, openJson } from './sealing.ts';
import type { Attendance } from './subjects.ts';

/** What a return is about, as people who may see it read it. */
export interface About {
  kind: 'child' | 'agency' | 'establishment' | 'attendance';
  /** "C3", "Aldermere Police", "Hollin Primary School", "“Safe sleep” on 3 March 2027". */
  label: string;
}

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
