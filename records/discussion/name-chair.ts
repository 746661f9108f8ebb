import { randomUUID } from 'node:crypto';
import { notIndependent } from '../../domain/chair.ts';
import { emailProblem } from '../../domain/email-address.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { settleAsk } from '../asks/asks.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { takingPart } from '../audits/taking-part.ts';
import { personOf } from '../directory/directory.ts';
import { type Actor, appendEvent, lockChain } from '../store/events.ts';
import { lookupToken, seal } from '../store/sealing.ts';
import { keepNameTokens } from '../store/search-tokens.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { endInvitation } from './cancel-meeting.ts';
import { agenciesOfPerson, auditingAgencies } from './chair.ts';
import { inviteParticipants } from './invitations.ts';
import { type MeetingRow, meetingRow } from './meeting.ts';
import { participantsOf } from './pack-participants.ts';

/** Somebody of the directory, or a person who is not in it yet. */
export type ChosenChair = { contactId: string } | { name: string; email: string };

export type ChairNamed =
  | { kind: 'named'; contactId: string }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/**
 * The officer names who chairs the discussion (CH-21). Somebody of an agency that audited one of its
 * children is refused with that reason, where the process wants an independent chair. Naming
 * somebody else takes the place of the first, who hears that they need not come.
 */
export async function nameChair(
  records: Records,
  input: { partnershipId: string; auditId: string; chair: ChosenChair },
  by: Actor,
  now: Date,
): Promise<ChairNamed> {
  const { partnershipId, auditId } = input;
  return transaction(records, async (tx) => {
    const known = await tx.audit.count({ where: { id: auditId, partnershipId } });
    if (known === 0) return { kind: 'not-found' };
    await lockChain(tx, auditId);
    const context = await auditContext(tx, auditId);
    const wanted = stageOfKind(context.profile, 'discuss')?.chair;
    if (!wanted) return { kind: 'not-found' };
    const running = context.state === 'open' || context.state === 'paused';
    const meeting = running ? await meetingRow(tx, context) : null;
    if (!meeting || meeting.recordedAt) return { kind: 'ended' };
    const found = await findPerson(records, tx, input);
    if ('problems' in found) return { kind: 'refused', problems: found.problems };
    const { contactId } = found;
    if (contactId === meeting.chairId) return { kind: 'named', contactId };
    const problem = wanted.independent ? await whyNot(records, tx, context, found) : null;
    if (problem) return { kind: 'refused', problems: [{ field: 'chair', message: problem }] };
    if ('newPerson' in found) await addPerson(records, tx, { ...found, partnershipId });
    await replaceChair(tx, context, { meeting, contactId }, now);
    const ask = await tx.ask.findFirst({ where: { auditId, step: 'chair', outcome: null } });
    if (ask) await settleAsk(tx, ask.id, 'answered', now);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'chair.named',
      ids: { contact: contactId, before: meeting.chairId },
      by,
      now,
    });
    const waits = [stageWait(context, meeting.stageKey)];
    await nudgeWaits(tx, context, { waits, word: 'answered', seq }, now);
    return { kind: 'named', contactId };
  });
}

type FoundPerson =
  | { contactId: string }
  | { contactId: string; newPerson: { name: string; email: string } };

async function findPerson(
  records: Records,
  tx: Transaction,
  { partnershipId, chair }: { partnershipId: string; chair: ChosenChair },
): Promise<FoundPerson | { problems: FieldProblem[] }> {
  if ('contactId' in chair) {
    const known = await tx.contact.findFirst({
      where: { id: chair.contactId, partnershipId, leftAt: null },
    });
    if (known) return { contactId: known.id };
    return { problems: [{ field: 'chair', message: 'Choose somebody of the list.' }] };
  }
  const name = chair.name.trim();
  const email = chair.email.trim();
  const problems = textProblems('name', name, { missing: 'Enter their name.', longest: 200 });
  const wrong = emailProblem(email);
  if (wrong) problems.push({ field: 'email', message: wrong });
  if (problems.length > 0) return { problems };
  const key = await records.keyring.partnership(tx, partnershipId);
  const emailToken = lookupToken(key, 'email', email);
  const known = await tx.contact.findUnique({
    where: { partnershipId_emailToken: { partnershipId, emailToken } },
  });
  if (known?.leftAt) {
    const message = 'Somebody with this address has left. Use another address.';
    return { problems: [{ field: 'email', message }] };
  }
  return known ? { contactId: known.id } : { contactId: randomUUID(), newPerson: { name, email } };
}

async function whyNot(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  found: FoundPerson,
): Promise<string | null> {
  if ('newPerson' in found) return null;
  const { name } = await personOf(records, tx, found.contactId);
  const agencyIds = await agenciesOfPerson(tx, found.contactId);
  return notIndependent({ name, agencyIds }, await auditingAgencies(tx, context));
}

async function addPerson(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; contactId: string; newPerson: { name: string; email: string } },
): Promise<void> {
  const { partnershipId, contactId: id, newPerson } = given;
  const key = await records.keyring.partnership(tx, partnershipId);
  await tx.contact.create({
    data: {
      id,
      partnershipId,
      nameSealed: seal(key, `Contact.nameSealed/${id}`, newPerson.name),
      emailSealed: seal(key, `Contact.emailSealed/${id}`, newPerson.email),
      emailToken: lookupToken(key, 'email', newPerson.email),
    },
  });
  await keepNameTokens(tx, key, { partnershipId, people: [{ id, name: newPerson.name }] });
}

async function replaceChair(
  tx: Transaction,
  context: AuditContext,
  { meeting, contactId }: { meeting: MeetingRow; contactId: string },
  now: Date,
): Promise<void> {
  const { chairId: before } = meeting;
  const participants = participantsOf(await takingPart(tx, context, now));
  if (before && !participants.some((each) => each.contactId === before)) {
    const { count } = await tx.attendance.updateMany({
      where: { meetingId: meeting.id, contactId: before, withdrawnAt: null },
      data: { withdrawnAt: now },
    });
    if (count > 0) await endInvitation(tx, context, { contactId: before, agencyId: null }, now);
  }
  // Whoever was taken off the list before is invited as the chair all the same.
  await tx.attendance.deleteMany({
    where: { meetingId: meeting.id, contactId, withdrawnAt: { not: null }, attended: null },
  });
  await tx.meeting.update({ where: { id: meeting.id }, data: { chairId: contactId } });
  await inviteParticipants(tx, context, now);
}
