/** A service (or an agency without services) that completed a tool. */
export interface Unit {
  agencyId: string;
  serviceId: string | null;
}

/** Somebody at the discussion, and whom they speak for: without a service, for their whole agency. */
export interface Attendee {
  agencyId: string | null;
  serviceId: string | null;
  attended: boolean | null;
}

/** The services that completed a tool and have nobody present (DD-14). */
export function unrepresented<U extends Unit>(
  units: readonly U[],
  attendees: readonly Attendee[],
): U[] {
  const present = attendees.filter((attendee) => attendee.attended === true);
  return units.filter((unit) => !present.some((attendee) => speaksFor(attendee, unit)));
}

function speaksFor(attendee: Attendee, unit: Unit): boolean {
  if (attendee.agencyId !== unit.agencyId) return false;
  return attendee.serviceId === null || attendee.serviceId === unit.serviceId;
}
