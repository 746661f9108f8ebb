import { type ConcernStep, rungsOf } from '../../domain/concern-steps.ts';
import { coversAt } from '../access/cover.ts';
import { holdersOf, type Role } from '../directory/directory.ts';
import type { Transaction } from '../store/transaction.ts';
import { type ConcernContext, keptFrom } from './concern-context.ts';

/**
 * Who is asked next in a step: the first people up its ladder who have not been asked in this round.
 * Never those whom the concern is about, and for an assurance nobody who gave it. Nobody, when all
 * have been asked.
 */
export async function nextPeople(
  tx: Transaction,
  context: ConcernContext,
  step: ConcernStep,
  now: Date,
): Promise<string[]> {
  const { row } = context;
  const asked = await tx.ask.findMany({
    where: { concernId: row.id, step: stepName(step), round: row.round },
    select: { contactId: true },
  });
  const never = await notToBeTold(tx, { concernId: row.id, step });
  const passed = new Set([...never, ...asked.map((ask) => ask.contactId)]);
  const { standIn } = await coversAt(tx, row.partnershipId, now);
  const ladder = ladderOf(context, step);
  for (const roles of asked.length === 0 ? [...ladder, ...anybodyElse] : ladder) {
    const people = new Set<string>();
    for (const role of roles) {
      const agencyId = officeRoles.has(role) ? null : row.agencyId;
      const { partnershipId } = row;
      for (const held of await holdersOf(tx, { partnershipId, role, agencyId, on: now })) {
        // Whoever is away is asked only where nobody can act for them.
        const id = standIn(held, passed);
        if (!passed.has(id)) people.add(id);
      }
    }
    if (people.size > 0) return [...people];
  }
  return [];
}

/** Those whom a concern is about, and for its assurance whoever gave that. */
export async function notToBeTold(
  tx: Transaction,
  { concernId, step }: { concernId: string; step: unknown },
): Promise<Set<string>> {
  const row = await tx.urgentConcern.findUniqueOrThrow({ where: { id: concernId } });
  return new Set([...keptFrom(row), ...(step === 'accept' ? await responders(tx, concernId) : [])]);
}

/** Under which name the asks of a step stand. */
export function stepName(step: ConcernStep): string {
  return `concern-${step}`;
}

const officeRoles: ReadonlySet<Role> = new Set(['officer', 'officer-deputy', 'manager', 'editor']);

/** Where a whole ladder is empty (no deputy is recorded, it is about the manager) somebody hears. */
const anybodyElse: Role[][] = [['officer'], ['officer-deputy'], ['manager'], ['editor']];

function ladderOf({ row, settings }: ConcernContext, step: ConcernStep): Role[][] {
  if (step === 'accept') return rungsOf<Role>(settings.acceptedBy);
  return rungsOf<Role>(row.route === 'usual' ? settings.ladder : settings.otherLadder);
}

async function responders(tx: Transaction, concernId: string): Promise<string[]> {
  const rows = await tx.concernStatement.findMany({
    where: { concernId },
    select: { givenById: true },
  });
  return rows.map((row) => row.givenById);
}
