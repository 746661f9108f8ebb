import type { NewAudit } from '../../domain/new-audit.ts';
import { actOnClock } from '../../records/asks/clock.ts';
import { answerInvolvement } from '../../records/involvement/answer-involvement.ts';
import { askWhoIsInvolved } from '../../records/involvement/involvement.ts';
import { askToNameTeam, nameTeam } from '../../records/planning/name-team.ts';
import { openRequest, openRequests } from '../../records/returns/requests.ts';
import { drawSample } from '../../records/sample/sample.ts';
import type { Records } from '../../records/store/transaction.ts';
import type { Aldermere } from './directory.ts';
import { startedAudit } from './started-audit.ts';

export interface TeamAudit {
  id: string;
  number: string;
}

/** An audit of one of the processes with a team, whose agencies are asked whom they name. */
export async function auditAtTeam(
  records: Records,
  place: Aldermere,
  profileVersionId: string,
  now: Date,
  change: Partial<NewAudit> = {},
): Promise<TeamAudit> {
  const audit = await startedAudit(records, place, now, { profileVersionId, change });
  const ref = { partnership: place.id, audit: audit.number };
  await askToNameTeam(records, { ...ref, stage: 'team', kind: 'name-team' }, now);
  return audit;
}

export const member = (name: string, email: string, newcomer = '') => ({ name, email, newcomer });

/** An agency names its auditors, or says that there is nobody. */
export async function agencyNames(
  records: Records,
  given: {
    partnershipId: string;
    auditId: string;
    agencyId: string;
    members: ReturnType<typeof member>[];
  },
  now: Date,
) {
  const { partnershipId, auditId, agencyId, members } = given;
  const ask = await records.database.ask.findFirstOrThrow({
    where: { auditId, step: 'team', agencyId },
  });
  const typed = { answer: members.length > 0 ? 'named' : 'nobody', members, text: 'Nobody free.' };
  const input = { partnershipId, askId: ask.id, typed };
  return nameTeam(records, input, { contactId: ask.contactId }, now);
}

/** All children are drawn; every agency knew all of them, and named one person as their case holder. */
export async function involvementAnswered(
  records: Records,
  given: { place: Aldermere; audit: TeamAudit; holder: string },
  now: Date,
): Promise<void> {
  const { place, audit, holder } = given;
  const ref = { partnership: place.id, audit: audit.number };
  await drawSample(records, { ...ref, stage: 'selection', kind: 'draw-sample' }, now);
  await askWhoIsInvolved(
    records,
    { ...ref, stage: 'involvement', kind: 'check-involvement' as const },
    now,
  );
  const asks = await records.database.ask.findMany({
    where: { auditId: audit.id, step: 'involvement' },
  });
  for (const { id } of asks) await agencyKnewAll(records, { askId: id, holder }, now);
}

/** One agency says that it knew every child, and who held and managed each case. */
export async function agencyKnewAll(
  records: Records,
  { askId, holder }: { askId: string; holder: string },
  now: Date,
): Promise<void> {
  const { database } = records;
  const ask = await database.ask.findUniqueOrThrow({ where: { id: askId } });
  const cases = await database.case.findMany({ where: { auditId: ask.auditId ?? '' } });
  const service = await database.service.findFirst({ where: { agencyId: ask.agencyId ?? '' } });
  const answers = cases.map(({ id: caseId }) => ({
    caseId,
    known: true,
    services: [
      { serviceId: service?.id ?? null, caseHolder: holder, lineManager: 'Alex Thornbury' },
    ],
    othersInvolved: [],
  }));
  const input = { partnershipId: ask.partnershipId, askId, answers };
  const outcome = await answerInvolvement(records, input, { contactId: ask.contactId }, now);
  if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome));
}

/** The returns are asked for, and the first letters are queued. */
export async function returnsAsked(
  records: Records,
  { place, audit }: { place: Aldermere; audit: TeamAudit },
  now: Date,
): Promise<void> {
  const ref = { partnership: place.id, audit: audit.number };
  await openRequests(records, { ...ref, stage: 'tools', kind: 'gather-returns' }, now);
  const requests = await records.database.request.findMany({
    where: { auditId: audit.id },
    include: { agency: true },
  });
  for (const { agency } of requests) {
    const wait = await openRequest(records, { ...ref, agency: agency.key }, now);
    await actOnClock(records, { ...ref, wait: wait.id }, now);
  }
}

/** What is asked about each child, in their order, without what was withdrawn. */
export const teamReturns = (records: Records, auditId: string) =>
  records.database.return.findMany({
    where: { auditId, state: { not: 'withdrawn' } },
    include: { request: { include: { agency: true } }, case: true },
    orderBy: { case: { number: 'asc' } },
  });

export const auditorOf = (row: Awaited<ReturnType<typeof teamReturns>>[number]): string =>
  row.assigneeId ?? row.request.responsibleId;
