/** Where a role is held. */
export type PlaceKind = 'agency' | 'body' | 'office';

export interface DirectoryRole {
  role: string;
  at: PlaceKind;
  label: string;
  /** Held by one person at a time: whoever takes it over ends the time of the one before. */
  single: boolean;
  /** What it is for. */
  hint: string;
}

/** The roles that the directory gives people; an establishment's own contact comes with its list. */
export const directoryRoles: readonly DirectoryRole[] = [
  {
    role: 'safeguarding-lead',
    at: 'agency',
    label: 'Safeguarding lead',
    single: true,
    hint: 'Is asked for everything that the agency is asked for.',
  },
  {
    role: 'deputy',
    at: 'agency',
    label: 'Deputy',
    single: true,
    hint: 'Is told when the safeguarding lead does not answer, and asked where there is none.',
  },
  {
    role: 'strategic-lead',
    at: 'agency',
    label: 'Strategic lead',
    single: true,
    hint: 'Hears of the quality of what the agency sends.',
  },
  {
    role: 'chair',
    at: 'body',
    label: 'Chair',
    single: true,
    hint: 'Decides for the group between its meetings, and receives what it receives.',
  },
  {
    role: 'member',
    at: 'body',
    label: 'Member',
    single: false,
    hint: 'Receives what the group receives, and is asked when it decides by email.',
  },
  {
    role: 'officer',
    at: 'office',
    label: 'Officer',
    single: true,
    hint: 'Does what audits ask of us; may change everything here.',
  },
  {
    role: 'officer-deputy',
    at: 'office',
    label: 'Deputy of the officer',
    single: true,
    hint: 'Is told when the officer does not answer; may change everything here.',
  },
  {
    role: 'manager',
    at: 'office',
    label: 'Manager',
    single: true,
    hint: 'Is told when nobody else answers; may change everything here.',
  },
  {
    role: 'collator',
    at: 'office',
    label: 'Collator',
    single: false,
    hint: 'Puts together what comes in.',
  },
  {
    role: 'editor',
    at: 'office',
    label: 'Editor',
    single: false,
    hint: 'May sign in here and change everything.',
  },
  {
    role: 'reader',
    at: 'office',
    label: 'Reader',
    single: false,
    hint: 'May sign in here and look, but change nothing.',
  },
];

/** The role as people read it. */
export function roleLabel(role: string): string {
  if (role === 'establishment-contact') return 'Contact';
  if (role === 'audit-chair') return 'Chair of one audit';
  if (role === 'operator') return 'Operator';
  return directoryRoles.find((each) => each.role === role)?.label ?? role;
}

export function rolesAt(at: PlaceKind): DirectoryRole[] {
  return directoryRoles.filter((each) => each.at === at);
}

export function findRole(at: PlaceKind, role: string): DirectoryRole | undefined {
  return directoryRoles.find((each) => each.at === at && each.role === role);
}

/** Whether a role is held on a day, was held before it or is held later. */
export function isHeldOn(
  { fromDate, toDate }: { fromDate: string; toDate: string | null },
  day: string,
): 'now' | 'later' | 'past' {
  if (toDate !== null && (toDate < day || toDate < fromDate)) return 'past';
  return fromDate > day ? 'later' : 'now';
}
