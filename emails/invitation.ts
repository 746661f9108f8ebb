import ical, { ICalCalendarMethod, ICalEventBusyStatus, ICalEventStatus } from 'ical-generator';
import { addDays, instantAt, type PlainDate } from '../domain/calendar.ts';
import { oneLine } from './content.ts';

/** A place in the reader's calendar, kept up to date by letters with the same uid. */
export interface Invitation {
  method: 'REQUEST' | 'CANCEL';
  /** The same for one person and one request for ever, so that a new date moves the entry. */
  uid: string;
  /** Counts up with every change. */
  sequence: number;
  summary: string;
  description: string;
  date: PlainDate;
  /**
   * So many minutes after "HH:MM" on that day, and for how many; the whole day where there is no
   * hour yet.
   */
  time?: { startsAt: string; after: number; minutes: number };
  place?: string;
  provisional: boolean;
}

export interface Mailbox {
  name: string;
  address: string;
}

/** The invitation as an iCalendar file; accepting it answers the organiser by email. */
export function writeInvitation(
  invitation: Invitation,
  given: { zone: string; organiser: Mailbox; reader: Mailbox; now: Date },
): string {
  const { organiser, reader } = given;
  const cancelled = invitation.method === 'CANCEL';
  const calendar = ical({
    method: ICalCalendarMethod[invitation.method],
    prodId: { company: 'Deepdive', product: 'Deepdive', language: 'EN' },
    // With a zone the library writes a Date in the zone of this machine; without one, in UTC.
    ...(invitation.time ? {} : { timezone: given.zone }),
  });
  calendar.createEvent({
    id: invitation.uid,
    sequence: invitation.sequence,
    stamp: given.now,
    ...spanOf(invitation, given.zone),
    ...(invitation.place ? { location: oneLine(invitation.place) } : {}),
    busystatus: ICalEventBusyStatus.BUSY,
    status: cancelled
      ? ICalEventStatus.CANCELLED
      : invitation.provisional
        ? ICalEventStatus.TENTATIVE
        : ICalEventStatus.CONFIRMED,
    summary: oneLine(invitation.summary),
    description: oneLine(invitation.description),
    organizer: { name: oneLine(organiser.name), email: organiser.address },
    attendees: [{ name: oneLine(reader.name), email: reader.address, rsvp: !cancelled }],
  });
  return calendar.toString();
}

function spanOf({ date, time }: Invitation, zone: string) {
  if (!time) return { start: midnight(date), end: midnight(addDays(date, 1)), allDay: true };
  const start = new Date(Date.parse(instantAt(date, time.startsAt, zone)) + time.after * 60_000);
  return { start, end: new Date(start.getTime() + time.minutes * 60_000) };
}

function midnight(date: PlainDate): Date {
  return new Date(`${date}T00:00:00Z`);
}
