import type { BodyTask } from '../../domain/decision.ts';
import type { Moment } from '../../domain/waits.ts';
import { profileOf } from '../audits/audit-context.ts';
import type { Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';

/** What a letter about the approval of a report may tell of its round. */
export interface ApprovalFacts {
  /** The body that decides in this round; null where those who took part are asked. */
  body: string | null;
  /** The body that sees the report after this round. */
  nextBody: string | null;
  /** What the body is there for; null where those who took part are asked. */
  decides: BodyTask | null;
  /** Whether the action plan is on the same agenda. */
  withActionPlan: boolean;
  /** Whether the body can be asked by email. */
  byEmail: boolean;
  /** Whether saying nothing counts as approval; null where it is not a person's approval. */
  silenceCounts: boolean | null;
  /** When saying nothing is recorded as that. */
  closesAt: Date | null;
}

export async function approvalsOf(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, ApprovalFacts>> {
  const wanted = letters.filter(({ kind }) =>
    /^(approve|objections|decide|amend|vote)\//.test(kind),
  );
  const facts = new Map<string, ApprovalFacts>();
  if (wanted.length === 0) return facts;
  const asks = await tx.ask.findMany({
    where: { id: { in: wanted.map(({ ids }) => String(ids.ask)) } },
    include: { audit: { select: { profileVersionId: true } } },
  });
  for (const letter of wanted) {
    const ask = asks.find(({ id }) => id === letter.ids.ask);
    if (ask?.partnershipId !== letter.partnershipId || !ask.audit) continue;
    const { stages } = await profileOf(tx, ask.audit.profileVersionId);
    const place = stages.findIndex(({ key }) => key === ask.stageKey);
    const stage = stages[place];
    if (stage?.kind !== 'approve') continue;
    const next = stages
      .slice(place + 1)
      .flatMap((each) => (each.kind === 'approve' && each.by === 'body' ? each.body : []));
    const close = (ask.moments as unknown as Moment[]).find(({ what }) => what === 'close');
    facts.set(letter.id, {
      body: stage.by === 'body' ? await bodyName(tx, letter, stage.body) : null,
      decides: stage.by === 'body' ? stage.decides : null,
      withActionPlan: stage.by === 'body' && stage.withActionPlan,
      byEmail: stage.by === 'body' && stage.vote !== undefined,
      nextBody: next[0] ? await bodyName(tx, letter, next[0]) : null,
      silenceCounts: stage.by === 'participants' ? stage.silence === 'counts-as-approval' : null,
      closesAt: close ? new Date(close.at) : null,
    });
  }
  return facts;
}

async function bodyName(
  tx: Transaction,
  { partnershipId }: ClaimedLetter,
  key: string,
): Promise<string | null> {
  const body = await tx.body.findUnique({ where: { partnershipId_key: { partnershipId, key } } });
  return body?.name ?? null;
}
