/**
 * What somebody may do in the console. Editors act everywhere, readers look everywhere. A chair has
 * the audits that they chair, and records what their group decides; a member reads what their group
 * receives; an operator sees what runs and waits, and nothing of any case.
 */
export const staffRoles = ['editor', 'reader', 'chair', 'member', 'operator'] as const;
export type StaffRole = (typeof staffRoles)[number];

/** Roles of the business unit that let somebody edit; the first three also say who is asked. */
export const editingRoles = ['officer', 'officer-deputy', 'manager', 'editor'] as const;
/** One of these is always held: the business unit's own tasks fall on them. */
export const askedRoles = ['officer', 'officer-deputy', 'manager'] as const;

/** What the business unit can give somebody in the console. */
export const givenRoles = [...editingRoles, 'reader', 'operator', 'audit-chair'] as const;
export type GivenRole = (typeof givenRoles)[number];

export const givenRoleWords: Record<GivenRole, { name: string; may: string }> = {
  officer: {
    name: 'Officer',
    may: 'Reads and changes everything, and is asked for what the business unit owes.',
  },
  'officer-deputy': {
    name: 'Officer’s deputy',
    may: 'Reads and changes everything, and is asked in the officer’s place.',
  },
  manager: {
    name: 'Manager',
    may: 'Reads and changes everything, and is told of what stays undone.',
  },
  editor: { name: 'Editor', may: 'Reads and changes everything, and is not asked for anything.' },
  reader: { name: 'Reader', may: 'Reads everything and changes nothing.' },
  operator: {
    name: 'Operator',
    may: 'Sees which audits run, what they wait for and whether email leaves; nothing about a child, a family or what somebody wrote.',
  },
  'audit-chair': {
    name: 'Chair of one audit',
    may: 'Reads that audit and records what its meeting finds, as long as it runs.',
  },
};

export function isGivenRole(text: string): text is GivenRole {
  return (givenRoles as readonly string[]).includes(text);
}
