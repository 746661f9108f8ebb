import { randomUUID } from 'node:crypto';
import { keyOnceMore, openAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { runningWait } from '../audits/audit-waits.ts';
import { officerOf } from '../directory/directory.ts';
import { requestAfterLateAnswer } from '../returns/requests.ts';
import { sampleStage } from '../sample/sample.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { involvementStage, whoAnswersFor } from './involvement.ts';

/** A case that joins a running audit. */
interface NewCase {
  caseId: string;
  number: number;
  ticketId: string;
  /** Where its answers are waited for. */
  wait: string;
}

/** Asks about one more case whoever has been asked about the sample; returns the waits it changes. */
export async function askAboutCase(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  given: NewCase,
  now: Date,
): Promise<string[]> {
  return [
    ...(await askForNames(tx, context, given, now)),
    ...(await askAgencies(records, tx, context, given, now)),
  ];
}

/** The officer is asked who the child is, unless an ask for the sample is still open. */
export async function askForNames(
  tx: Transaction,
  context: AuditContext,
  given: { number: number; wait: string },
  now: Date,
): Promise<string[]> {
  const { auditId, partnershipId } = context;
  const asked = await tx.ask.findFirst({ where: { auditId, step: 'identities', outcome: null } });
  if (asked) return [asked.wait];
  const stage = sampleStage(context);
  await openAsk(
    tx,
    context,
    {
      key: await keyOnceMore(
        tx,
        `${partnershipId}/${context.number}/${stage.key}/identities/C${given.number}`,
      ),
      wait: given.wait,
      step: 'identities',
      stageKey: stage.key,
      contactId: await officerOf(tx, partnershipId, now),
      timings: stage.identities,
    },
    now,
  );
  return [given.wait];
}

/** Each agency that was asked which children it knows is asked about this one. */
async function askAgencies(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  given: { caseId: string; number: number; ticketId: string },
  now: Date,
): Promise<string[]> {
  const { auditId } = context;
  if (!context.profile.stages.some((stage) => stage.kind === 'check-involvement')) {
    return takeFromList(records, tx, context, given, now);
  }
  const agencies = await tx.agency.findMany({
    where: { involvements: { some: { auditId, state: { not: 'withdrawn' } } } },
    select: { id: true, key: true },
    orderBy: { key: 'asc' },
  });
  const stage = involvementStage(context);
  const waits: string[] = [];
  for (const agency of agencies) {
    await expectAnswer(tx, context, { ...given, agencyId: agency.id });
    const open = await tx.ask.findFirst({
      where: { auditId, agencyId: agency.id, step: 'involvement', outcome: null },
    });
    const wait = open?.wait ?? (await runningWait(tx, context, stage.key));
    if (!wait) continue;
    if (!open) await askAgain(tx, context, { agency, wait, number: given.number }, now);
    waits.push(wait);
  }
  return waits;
}

async function expectAnswer(
  tx: Transaction,
  context: AuditContext,
  given: { caseId: string; agencyId: string; state?: string },
): Promise<void> {
  const { auditId, partnershipId } = context;
  const { caseId, agencyId, state = 'asked' } = given;
  await tx.involvement.create({
    data: { id: randomUUID(), partnershipId, auditId, caseId, agencyId, state },
  });
}

/** Asks an agency about one child only, whatever it has answered about the others. */
export async function askAgain(
  tx: Transaction,
  context: AuditContext,
  given: { agency: { id: string; key: string }; wait: string; number: number },
  now: Date,
): Promise<void> {
  const stage = involvementStage(context);
  const { agency, wait, number } = given;
  await openAsk(
    tx,
    context,
    {
      key: await keyOnceMore(
        tx,
        `${context.partnershipId}/${context.number}/${stage.key}/${agency.key}/C${number}`,
      ),
      wait,
      step: 'involvement',
      stageKey: stage.key,
      contactId: await whoAnswersFor(tx, context, agency.id, now),
      agencyId: agency.id,
      timings: stage.ask,
    },
    now,
  );
}

/** Where the list itself says who is involved, nobody is asked. */
async function takeFromList(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  given: { caseId: string; ticketId: string },
  now: Date,
): Promise<string[]> {
  const { frameRow } = await tx.ticket.findUniqueOrThrow({
    where: { id: given.ticketId },
    include: { frameRow: { select: { knownAgencies: true } } },
  });
  const agencies = await tx.agency.findMany({
    where: {
      partnershipId: context.partnershipId,
      key: { in: frameRow.knownAgencies as string[] },
    },
    select: { id: true, key: true },
    orderBy: { key: 'asc' },
  });
  for (const { id } of agencies) {
    await expectAnswer(tx, context, { caseId: given.caseId, agencyId: id, state: 'known' });
    await requestAfterLateAnswer(records, tx, context, id, now);
  }
  return [];
}
