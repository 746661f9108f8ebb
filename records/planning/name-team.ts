import { randomUUID } from 'node:crypto';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import type { NameTeam } from '../../domain/stages/name-team.ts';
import { checkTeam, type NamedMember, type TypedTeam } from '../../domain/team-naming.ts';
import type { Wait } from '../../domain/waits.ts';
import { type ClosedAsk, openAsk } from '../asks/asks.ts';
import { agenciesThatLeft } from '../audits/agencies-that-left.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { inStage } from '../audits/in-stage.ts';
import { type StageRef, stageWait } from '../audits/stages.ts';
import { type ColleagueRefusal, findOrAddColleague } from '../directory/colleagues.ts';
import { whoAnswersFor } from '../involvement/involvement.ts';
import { queueLetters } from '../letters/letters.ts';
import { type Actor, appendEvent, theClock } from '../store/events.ts';
import { digest, seal } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** Asks every agency whom it sends into the audit team (SO-6). */
export async function askToNameTeam(records: Records, ref: StageRef, now: Date): Promise<Wait> {
  return inStage(records, ref, now, async (tx, context) => {
    const { partnershipId, number } = context;
    const stage = nameTeamStage(context);
    const agencies = await tx.agency.findMany({
      where: { partnershipId, endedOn: null },
      orderBy: { key: 'asc' },
    });
    for (const agency of agencies) {
      await openAsk(
        tx,
        context,
        {
          key: `${partnershipId}/${number}/${stage.key}/${agency.key}/team`,
          wait: stageWait(context, stage.key),
          step: 'team',
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

export function nameTeamStage({ profile }: { profile: Profile }): NameTeam {
  const stage = stageOfKind(profile, 'name-team');
  if (!stage) throw new Error(`the profile ${profile.profile} names no audit team`);
  return stage;
}

export type TeamAnswered =
  | { kind: 'answered' | 'already-answered' | 'not-found' | 'ended' }
  | { kind: 'incomplete'; problems: FieldProblem[] }
  /** Somebody named cannot be taken; which one, as they stand on the form. */
  | { kind: 'refused'; at: number; refusal: ColleagueRefusal };

/**
 * An agency names its auditors, with whoever is new to it marked, or says that there is nobody
 * (SO-6). What comes after its silence was recorded counts too, and both stand.
 */
export async function nameTeam(
  records: Records,
  input: { partnershipId: string; askId: string; typed: TypedTeam; received?: Received },
  by: Actor,
  now: Date,
): Promise<TeamAnswered> {
  const { partnershipId, askId, received } = input;
  return transaction(records, async (tx) => {
    const own = by.onBehalf ? {} : { contactId: by.contactId ?? '' };
    const ask = await tx.ask.findFirst({
      where: { id: askId, partnershipId, step: 'team', ...own },
    });
    if (!ask?.auditId || !ask.agencyId) return { kind: 'not-found' };
    if (ask.outcome === 'answered') return { kind: 'already-answered' };
    const context = await auditContext(tx, ask.auditId);
    const open = ask.outcome === null || ask.outcome === 'not-answered';
    if (!open || context.state === 'cancelled') return { kind: 'ended' };
    const checked = checkTeam(input.typed, nameTeamStage(context).most);
    if (!checked.ok) return { kind: 'incomplete', problems: checked.problems };
    const { agencyId, auditId } = ask;
    if ((await agenciesThatLeft(tx, auditId)).has(agencyId)) return { kind: 'ended' };
    const { answer, members, text } = checked.team;
    const found = await findMembers(records, tx, { partnershipId, agencyId, members });
    if ('refusal' in found) return found;
    const { count } = await tx.ask.updateMany({
      where: { id: ask.id, outcome: ask.outcome },
      data: { outcome: 'answered', settledAt: now, nextAt: null },
    });
    if (count === 0) return { kind: 'already-answered' };
    const key = await records.keyring.audit(tx, auditId);
    const id = randomUUID();
    const place = (column: string) => `TeamNaming.${column}/${id}`;
    await tx.teamNaming.create({
      data: {
        id,
        partnershipId,
        auditId,
        stageKey: ask.stageKey ?? '',
        agencyId,
        answer,
        late: ask.outcome !== null,
        textSealed: text === '' ? null : seal(key, place('textSealed'), text),
        givenAt: now,
        givenById: by.contactId,
        onBehalfOf: received ? seal(key, place('onBehalfOf'), JSON.stringify(received)) : null,
      },
    });
    await tx.teamMember.createMany({
      data: found.members.map(({ contactId, newcomer }, position) => ({
        id: randomUUID(),
        partnershipId,
        auditId,
        agencyId,
        contactId,
        newToAuditing: newcomer,
        position,
        namedAt: now,
        namedById: by.contactId,
      })),
      skipDuplicates: true,
    });
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'team.named',
      ids: { agency: agencyId, answer, members: members.length },
      digests: { text: digest(key, text) },
      by,
      now,
    });
    if (received) {
      const about = { kind: 'team/entered', contactId: ask.contactId, ids: { ask: ask.id } };
      const letter = { ...about, partnershipId, key: `${ask.key}/entered`, auditId, now };
      await queueLetters(tx, [{ ...letter, thread: ask.key }]);
    }
    await nudgeWaits(tx, context, { waits: [ask.wait], word: 'answered', seq }, now);
    return { kind: 'answered' };
  });
}

async function findMembers(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; agencyId: string; members: NamedMember[] },
): Promise<
  | { members: { contactId: string; newcomer: boolean }[] }
  | { kind: 'refused'; at: number; refusal: ColleagueRefusal }
> {
  const { partnershipId, agencyId } = given;
  const members: { contactId: string; newcomer: boolean }[] = [];
  for (const [at, { name, email, newcomer }] of given.members.entries()) {
    const colleague = { name, email };
    const found = await findOrAddColleague(records, tx, { partnershipId, agencyId, colleague });
    if ('refused' in found) return { kind: 'refused', at, refusal: found.refused };
    members.push({ contactId: found.contactId, newcomer });
  }
  return { members };
}

/** Silence is on record; the agency may still name somebody later. */
export async function closeTeam(
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
  ask: ClosedAsk,
  now: Date,
): Promise<void> {
  const { agencyId } = ask;
  if (!agencyId) return;
  const silence = { answer: 'silent', late: false, givenAt: now, stageKey: ask.stageKey ?? '' };
  await tx.teamNaming.create({
    data: { id: randomUUID(), partnershipId, auditId, agencyId, ...silence },
  });
  await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'team.not-named',
    ids: { agency: agencyId },
    by: theClock,
    now,
  });
}
