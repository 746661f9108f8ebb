import { randomUUID } from 'node:crypto';
import { dateOf } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import type { TellTeams } from '../../domain/stages/tell-teams.ts';
import { checkTeamsTold, type TypedTeamsTold } from '../../domain/teams-told.ts';
import type { Wait } from '../../domain/waits.ts';
import { type ClosedAsk, openAsk } from '../asks/asks.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { inStage } from '../audits/in-stage.ts';
import { type StageRef, stageWait } from '../audits/stages.ts';
import { whoAnswersFor } from '../involvement/involvement.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent, theClock } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** Asks each agency that takes part to tell its teams and to say that it has (SO-8). */
export async function askToTellTeams(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return inStage(records, ref, now, async (tx, context) => {
    const { partnershipId, number } = context;
    const stage = tellTeamsStage(context);
    for (const agency of await agenciesToTell(tx, context)) {
      await openAsk(
        tx,
        context,
        {
          key: `${partnershipId}/${number}/${stage.key}/${agency.key}/teams-told`,
          wait: stageWait(context, stage.key),
          step: 'teams-told',
          stageKey: stage.key,
          contactId: await whoAnswersFor(tx, context, agency.id, now),
          agencyId: agency.id,
          timings: stage.ask,
        },
        now,
      );
    }
  });
}

export function tellTeamsStage({ profile }: { profile: Profile }): TellTeams {
  const stage = stageOfKind(profile, 'tell-teams');
  if (!stage) throw new Error(`the profile ${profile.profile} tells no teams`);
  return stage;
}

/** Those that know one of the children; where nobody knows yet who does, all. */
async function agenciesToTell(tx: Transaction, { auditId, partnershipId }: AuditContext) {
  const where = { partnershipId };
  const involved = await tx.agency.findMany({
    where: { ...where, involvements: { some: { auditId, state: 'known' } } },
    orderBy: { key: 'asc' },
  });
  if (involved.length > 0) return involved;
  const answered = await tx.involvement.count({ where: { auditId } });
  if (answered > 0) return [];
  return tx.agency.findMany({ where: { ...where, endedOn: null }, orderBy: { key: 'asc' } });
}

export type TeamsToldConfirmed =
  | { kind: 'confirmed' | 'already-confirmed' | 'not-found' | 'ended' }
  | { kind: 'incomplete'; problems: FieldProblem[] };

/**
 * An agency says that its teams were told, when and how, or that there is nobody to tell (SO-8). What
 * comes after its silence was recorded counts too, and both stand.
 */
export async function confirmTeamsTold(
  records: Records,
  input: { partnershipId: string; askId: string; typed: TypedTeamsTold; received?: Received },
  by: Actor,
  now: Date,
): Promise<TeamsToldConfirmed> {
  const { partnershipId, askId, received } = input;
  return transaction(records, async (tx) => {
    const own = by.onBehalf ? {} : { contactId: by.contactId ?? '' };
    const ask = await tx.ask.findFirst({
      where: { id: askId, partnershipId, step: 'teams-told', ...own },
    });
    if (!ask?.auditId || !ask.agencyId) return { kind: 'not-found' };
    if (ask.outcome === 'answered') return { kind: 'already-confirmed' };
    const context = await auditContext(tx, ask.auditId);
    const open = ask.outcome === null || ask.outcome === 'not-answered';
    if (!open || context.state === 'cancelled') return { kind: 'ended' };
    const checked = checkTeamsTold(input.typed, dateOf(now, context.clock.calendar.zone));
    if (!checked.ok) return { kind: 'incomplete', problems: checked.problems };
    const { count } = await tx.ask.updateMany({
      where: { id: ask.id, outcome: ask.outcome },
      data: { outcome: 'answered', settledAt: now, nextAt: null },
    });
    if (count === 0) return { kind: 'already-confirmed' };
    const { auditId, agencyId } = ask;
    const { text, ...told } = checked.told;
    const key = await records.keyring.audit(tx, auditId);
    const id = randomUUID();
    const place = (column: string) => `TeamsTold.${column}/${id}`;
    await tx.teamsTold.create({
      data: {
        id,
        partnershipId,
        auditId,
        stageKey: ask.stageKey ?? '',
        agencyId,
        ...told,
        late: ask.outcome !== null,
        textSealed: text === '' ? null : seal(key, place('textSealed'), text),
        givenAt: now,
        givenById: by.contactId,
        onBehalfOf: received ? seal(key, place('onBehalfOf'), JSON.stringify(received)) : null,
      },
    });
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'teams.told',
      ids: { agency: agencyId, ...told },
      digests: { text: digest(key, text) },
      by,
      now,
    });
    if (received) {
      const about = { kind: 'teams-told/entered', contactId: ask.contactId, ids: { ask: ask.id } };
      const letter = { ...about, partnershipId, key: `${ask.key}/entered`, auditId, now };
      await queueLetters(tx, [{ ...letter, thread: ask.key }]);
    }
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'confirmed' };
  });
}

/** Silence is on record; the agency may still say it later. */
export async function closeTeamsTold(
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  const { agencyId } = ask;
  if (!agencyId) return;
  const silence = { answer: 'silent', late: false, givenAt: now, stageKey: ask.stageKey ?? '' };
  await tx.teamsTold.create({
    data: { id: randomUUID(), partnershipId, auditId, agencyId, ...silence },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'teams.not-confirmed',
    ids: { agency: agencyId },
    by: theClock,
    now,
  });
}
