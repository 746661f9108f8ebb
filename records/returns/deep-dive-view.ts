import { type Profile, stageOfKind } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import type { ChooseDeepDives } from '../../domain/stages/choose-deep-dives.ts';
import { type AuditContext, auditContext, findContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { agenciesOf } from '../discussion/discussion-people.ts';
import type { PackEntry } from '../discussion/pack-participants.ts';
import { casesInPack, casesOf, type PackCase } from '../discussion/pack-view.ts';
import { open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { casesToChoose, choosingSteps, deepDiveStage, mayChoose } from './choose-deep-dives.ts';

/** The children among whom deep dives are chosen, with what has come in, and the choice so far. */
export interface DeepDiveView {
  auditId: string;
  number: string;
  profile: Profile;
  zone: string;
  settings: ChooseDeepDives;
  /** What is asked; null before the stage has begun and where there was nothing to choose from. */
  ask: {
    id: string;
    step: string;
    contactId: string;
    name: string;
    dueDate: string;
    dueAt: Date;
    outcome: string | null;
  } | null;
  /** Whether the choice can be made, or made anew. */
  open: boolean;
  children: PackCase[];
  chosen: { caseId: string; number: number; active: boolean; reason: string }[];
  /** Who made the choice, and when. */
  by: { name: string; at: Date; received: Received | null } | null;
}

export async function deepDiveView(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<DeepDiveView | null> {
  return transaction(records, async (tx) => {
    const context = await findContext(tx, given);
    if (!context || !stageOfKind(context.profile, 'choose-deep-dives')) return null;
    return viewOf(records, tx, context);
  });
}

/** The same for whoever is asked to choose by link; null for everybody else, as for a random id. */
export async function deepDiveAsk(
  records: Records,
  given: { partnershipId: string; contactId: string; askId: string },
): Promise<DeepDiveView | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, contactId, askId: id } = given;
    const ask = await tx.ask.findFirst({
      where: { id, partnershipId, contactId, step: 'deep-dives-by-chair' },
    });
    return ask?.auditId ? viewOf(records, tx, await auditContext(tx, ask.auditId)) : null;
  });
}

async function viewOf(
  records: Records,
  tx: Transaction,
  context: AuditContext,
): Promise<DeepDiveView> {
  const { auditId, partnershipId, number, profile } = context;
  const ask = await tx.ask.findFirst({
    where: { auditId, step: { in: [...choosingSteps] } },
  });
  const rows = await tx.deepDive.findMany({ where: { auditId, supersededAt: null } });
  const contactIds = [ask?.contactId ?? null, ...rows.map(({ chosenById }) => chosenById)];
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  const cases = await tx.case.findMany({ where: { auditId }, orderBy: { number: 'asc' } });
  const among = await casesToChoose(tx, auditId);
  const key = await records.keyring.audit(tx, auditId);
  const [first] = rows;
  return {
    auditId,
    number,
    profile,
    zone: context.clock.calendar.zone,
    settings: deepDiveStage(context),
    ask: ask && { ...ask, name: names.get(ask.contactId) ?? '' },
    open: ask !== null && (await mayChoose(tx, context)),
    children: await casesOf(records, tx, context, {
      items: await submittedEntries(tx, auditId),
      cases: await casesInPack(tx, auditId, new Set(among.map(({ id }) => id))),
      agencies: await agenciesOf(tx, partnershipId),
    }),
    chosen: cases.flatMap(({ id: caseId, number: child, state, heldAt }) => {
      const row = rows.find((each) => each.caseId === caseId);
      if (!row) return [];
      const reason = open(key, `DeepDive.reasonSealed/${row.id}`, row.reasonSealed);
      const active = heldAt === null && (state === 'drawn' || state === 'identified');
      return [{ caseId, number: child, active, reason }];
    }),
    by: first
      ? {
          name: names.get(first.chosenById ?? '') ?? '',
          at: first.chosenAt,
          received: first.onBehalfOf
            ? openJson<Received>(key, `DeepDive.onBehalfOf/${first.id}`, first.onBehalfOf)
            : null,
        }
      : null,
  };
}

/** What has come in, as though all of it stood in one pack. */
export async function submittedEntries(tx: Transaction, auditId: string): Promise<PackEntry[]> {
  const rows = await tx.return.findMany({
    where: { auditId, version: { gt: 0 }, state: { notIn: ['nil', 'withdrawn'] } },
    select: {
      id: true,
      version: true,
      caseId: true,
      serviceId: true,
      request: { select: { id: true, agencyId: true, responsibleId: true } },
    },
  });
  return rows.map(({ id: returnId, version, caseId, serviceId, request }) => ({
    returnId,
    version,
    caseId,
    serviceId,
    edition: 1,
    requestId: request.id,
    agencyId: request.agencyId,
    left: false,
    authorId: request.responsibleId,
    leadId: request.responsibleId,
  }));
}
