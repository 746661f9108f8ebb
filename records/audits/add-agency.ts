import { randomUUID } from 'node:crypto';
import { dateOf } from '../../domain/calendar.ts';
import { emailProblem } from '../../domain/email-address.ts';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { fold } from '../../domain/folded-text.ts';
import { subjectOf } from '../../domain/profile.ts';
import { joinAgency } from '../involvement/involvement.ts';
import { findOrMakeEstablishment, joinSubject, subjectsNotAsked } from '../returns/join-subject.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { lookupToken, seal } from '../store/sealing.ts';
import { keepNameTokens } from '../store/search-tokens.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type AuditContext, auditContext } from './audit-context.ts';
import { lockAudit } from './audit-waits.ts';

/** An agency of the directory, or a new one with the person who answers for it. */
export type AgencyToAdd =
  | { agencyId: string }
  | { name: string; leadName: string; leadEmail: string };

export type AgencyAdded =
  | { kind: 'asked' | 'asked-before' | 'not-found' | 'too-early' | 'too-late' | 'ended' }
  | { kind: 'refused'; problems: FieldProblem[] };

/** Agencies of the directory, or establishments, that this audit has not asked, or that were withdrawn from it. */
export async function agenciesNotAsked(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<{ id: string; name: string }[]> {
  const { partnershipId, auditId } = given;
  const { profile } = await auditContext(records.database, auditId);
  if (subjectOf(profile) !== 'case') return subjectsNotAsked(records, given);
  return records.database.agency.findMany({
    where: {
      partnershipId,
      endedOn: null,
      involvements: { none: { auditId, state: { not: 'withdrawn' } } },
    },
    orderBy: { name: 'asc' },
    select: { id: true, name: true },
  });
}

/**
 * Asks an agency that was found late, or was withdrawn and takes part after all, with a due date of
 * its own; nobody else's date changes.
 */
export async function addAgency(
  records: Records,
  input: { partnershipId: string; auditId: string; agency: AgencyToAdd },
  by: Actor,
  now: Date,
): Promise<AgencyAdded> {
  const { partnershipId, auditId, agency } = input;
  const problems = 'name' in agency ? newAgencyProblems(agency) : [];
  if (problems.length > 0) return { kind: 'refused', problems };
  return transaction(records, async (tx) => {
    const audit = await tx.audit.findFirst({ where: { id: auditId, partnershipId } });
    if (!audit) return { kind: 'not-found' };
    await lockAudit(tx, auditId);
    const context = await auditContext(tx, auditId);
    if (context.state !== 'open') return { kind: 'ended' };
    const subject = subjectOf(context.profile);
    if (subject === 'person') return { kind: 'not-found' };
    if (subject === 'establishment') {
      const wanted = 'name' in agency ? agency : { id: agency.agencyId };
      const late = await findOrMakeEstablishment(records, tx, context, wanted, now);
      return { kind: late ? await joinSubject(tx, context, { late, by }, now) : 'not-found' };
    }
    if (subject === 'case' && !(await isAsking(tx, context))) return { kind: 'too-early' };
    const found = await findOrMake(records, tx, { partnershipId, agency }, { by, now });
    if (typeof found !== 'string') return found;
    if (subject === 'agency') {
      const late = { agencyId: found };
      return { kind: await joinSubject(tx, context, { late, by }, now) };
    }
    return { kind: await joinAgency(tx, context, { agencyId: found, by, again: true }, now) };
  });
}

function newAgencyProblems(agency: Extract<AgencyToAdd, { name: string }>): FieldProblem[] {
  const email = emailProblem(agency.leadEmail);
  return [
    ...textProblems('name', agency.name, { missing: 'Enter the agency’s name.', longest: 120 }),
    ...textProblems('leadName', agency.leadName, {
      missing: 'Enter the name of its safeguarding lead.',
      longest: 120,
    }),
    ...(email ? [{ field: 'leadEmail', message: email }] : []),
  ];
}

/** Before that stage nobody has been asked, and the stage asks everybody in the directory. */
async function isAsking(tx: Transaction, context: AuditContext): Promise<boolean> {
  const stage = context.profile.stages.find((each) => each.kind === 'check-involvement');
  if (!stage) return false;
  const begun = await tx.stage.count({ where: { auditId: context.auditId, key: stage.key } });
  return begun > 0;
}

async function findOrMake(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; agency: AgencyToAdd },
  { by, now }: { by: Actor; now: Date },
): Promise<string | AgencyAdded> {
  const { partnershipId, agency } = given;
  if ('agencyId' in agency) {
    const row = await tx.agency.findFirst({ where: { id: agency.agencyId, partnershipId } });
    return row ? row.id : { kind: 'not-found' };
  }
  const key = await records.keyring.partnership(tx, partnershipId);
  const email = agency.leadEmail.trim();
  const emailToken = lookupToken(key, 'email', email);
  const known = await tx.contact.findUnique({
    where: { partnershipId_emailToken: { partnershipId, emailToken } },
  });
  if (known) {
    const message =
      'Somebody in the directory has this address already. Add the agency they are at.';
    return { kind: 'refused', problems: [{ field: 'leadEmail', message }] };
  }
  const { zone } = await tx.partnership.findUniqueOrThrow({ where: { id: partnershipId } });
  const agencyId = randomUUID();
  const contactId = randomUUID();
  const slug = await freeKey(tx, partnershipId, agency.name);
  const mailDomains = [email.slice(email.lastIndexOf('@') + 1).toLowerCase()];
  const name = agency.name.trim();
  await tx.agency.create({ data: { id: agencyId, partnershipId, key: slug, name, mailDomains } });
  await tx.contact.create({
    data: {
      id: contactId,
      partnershipId,
      agencyId,
      nameSealed: seal(key, `Contact.nameSealed/${contactId}`, agency.leadName.trim()),
      emailSealed: seal(key, `Contact.emailSealed/${contactId}`, email),
      emailToken,
    },
  });
  const people = [{ id: contactId, name: agency.leadName }];
  await keepNameTokens(tx, key, { partnershipId, people });
  const role = 'safeguarding-lead';
  const fromDate = dateOf(now, zone);
  await tx.roleHolding.create({
    data: { id: randomUUID(), partnershipId, contactId, role, agencyId, fromDate },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: partnershipId,
    kind: 'agency.added',
    ids: { agency: slug, lead: contactId },
    by,
    now,
  });
  return agencyId;
}

/** A readable key that no other agency of the partnership has. */
async function freeKey(tx: Transaction, partnershipId: string, name: string): Promise<string> {
  const words = fold(name)
    .folded.replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 34);
  const wanted = words || 'agency';
  const rows = await tx.agency.findMany({ where: { partnershipId }, select: { key: true } });
  const taken = new Set(rows.map((row) => row.key));
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(key)) return key;
  }
}
