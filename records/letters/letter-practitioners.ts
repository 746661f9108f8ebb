import { type DegreeDate, degreeOf } from '../../domain/degree-dates.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { auditsProfile } from '../audits/audit-context.ts';
import type { Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';

/** What the invitation tells somebody who worked with a family (WA-7, WA-12…WA-14). */
export interface PractitionerFacts {
  invitation: string;
  /** To think through before. */
  questions: string[];
  briefing: { date: DegreeDate; startsAt: string; minutes: number; place: string } | null;
}

/** By letter: those whose reader was named as having worked with a family. */
export async function practitionerFacts(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, PractitionerFacts>> {
  const wanted = letters.filter(({ kind, auditId }) => auditId && kind.startsWith('attend/'));
  const found = new Map<string, PractitionerFacts>();
  if (wanted.length === 0) return found;
  const named = await tx.practitioner.findMany({
    where: {
      auditId: { in: wanted.flatMap(({ auditId }) => auditId ?? []) },
      contactId: { in: wanted.map(({ contactId }) => contactId) },
    },
    select: { auditId: true, contactId: true },
  });
  for (const { id, auditId, contactId } of wanted) {
    if (!auditId) continue;
    if (!named.some((each) => each.auditId === auditId && each.contactId === contactId)) continue;
    const facts = await factsOf(tx, auditId);
    if (facts) found.set(id, facts);
  }
  return found;
}

async function factsOf(tx: Transaction, auditId: string): Promise<PractitionerFacts | null> {
  const audit = await tx.audit.findUniqueOrThrow({
    where: { id: auditId },
    select: { dates: { where: { supersededAt: null } } },
  });
  const stage = stageOfKind(await auditsProfile(tx, auditId), 'discuss');
  if (!stage?.practitioners) return null;
  const { invitation, briefing } = stage.practitioners;
  const date = audit.dates.find(({ key }) => key === briefing?.date);
  return {
    invitation,
    questions: stage.conclusions.map(({ label }) => label),
    briefing: briefing ? { ...briefing, place: briefing.place ?? '', date: degreeOf(date) } : null,
  };
}
