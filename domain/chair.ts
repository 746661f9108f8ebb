import { listed } from './phrases.ts';

/** An agency that completed a tool about children of the discussion. */
export interface AuditingAgency {
  agencyId: string;
  name: string;
  /** The children's numbers. */
  children: number[];
}

/**
 * Why somebody may not chair a discussion that wants an independent chair (CH-21): they are of an
 * agency that audited one of its children. Null where nothing stands against them.
 */
export function notIndependent(
  person: { name: string; agencyIds: readonly string[] },
  auditing: readonly AuditingAgency[],
): string | null {
  const own = auditing.find(({ agencyId }) => person.agencyIds.includes(agencyId));
  if (!own) return null;
  const children = listed(own.children.map((number) => `C${number}`));
  return `${person.name} is of ${own.name}, which audited ${children}. The chair has to be of no agency that audited one of the children.`;
}
