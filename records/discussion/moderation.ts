import { randomUUID } from 'node:crypto';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { type Moderation, moderationProblems } from '../../domain/moderation.ts';
import type { Answers, Tool } from '../../domain/tool.ts';
import { returnPlace, returnTool } from '../returns/return-tool.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, type Key, open, openJson, seal, sealJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { discussStage } from './meeting.ts';
import { lockDiscussion, type RunningDiscussion } from './running-discussion.ts';

/** What stands beside an agency's own grade, which never changes. */
export interface ModeratedRating extends Moderation {
  id: string;
  returnId: string;
  /** The version of the return whose grade was discussed. */
  version: number;
  section: string;
  question: string;
  moderatedAt: Date;
  moderatedById: string;
}

export type RatingModerated =
  | { kind: 'moderated'; id: string }
  /** Somebody moderated this grade since the page was opened. */
  | { kind: 'stale'; theirs: ModeratedRating | null }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'ended' };

/** Records an agreed grade with its reason, or "not agreed" with both views. `seen` is what the page showed. */
export async function moderateRating(
  records: Records,
  input: {
    partnershipId: string;
    auditId: string;
    returnId: string;
    section: string;
    question: string;
    moderation: Moderation;
    seen: string | null;
  },
  by: Actor,
  now: Date,
): Promise<RatingModerated> {
  const { partnershipId, auditId, returnId, section, question, moderation } = input;
  return transaction(records, async (tx) => {
    const found = await lockDiscussion(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const key = await records.keyring.audit(tx, auditId);
    const first = await firstRating(tx, found, { key, ...input });
    const scale = first?.tool.scale;
    if (!first || !scale || !discussStage(found.context).moderation) return { kind: 'not-found' };
    const problems = moderationProblems(
      { scale, first: first.grade, words: found.context.profile.words },
      moderation,
    );
    if (problems.length > 0) return { kind: 'refused', problems };
    const [known] = await moderationsOf(tx, key, { returnId, section, question });
    if (known && sameModeration(known, moderation)) return { kind: 'moderated', id: known.id };
    if ((known?.id ?? null) !== input.seen) return { kind: 'stale', theirs: known ?? null };
    if (known) {
      await tx.moderatedRating.update({ where: { id: known.id }, data: { supersededAt: now } });
    }
    const id = randomUUID();
    const { agreed, reason, views } = moderation;
    const place = (column: string) => `ModeratedRating.${column}/${id}`;
    await tx.moderatedRating.create({
      data: {
        id,
        partnershipId,
        auditId,
        returnId,
        version: first.version,
        section,
        question,
        agreed,
        viewsSealed: agreed === null ? sealJson(key, place('viewsSealed'), views) : null,
        reasonSealed: reason.trim() ? seal(key, place('reasonSealed'), reason.trim()) : null,
        moderatedAt: now,
        moderatedById: by.contactId ?? '',
      },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'rating.moderated',
      ids: { return: returnId, section, question, first: first.grade, agreed },
      digests: { reason: digest(key, reason), views: digest(key, JSON.stringify(views)) },
      by,
      now,
    });
    return { kind: 'moderated', id };
  });
}

/** The moderated ratings that stand, of one return or of a whole audit. */
export async function moderationsOf(
  tx: Transaction,
  key: Key,
  where: { auditId: string } | { returnId: string; section: string; question: string },
): Promise<ModeratedRating[]> {
  const rows = await tx.moderatedRating.findMany({ where: { ...where, supersededAt: null } });
  return rows.map(({ viewsSealed, reasonSealed, ...row }) => ({
    ...row,
    reason: reasonSealed ? open(key, `ModeratedRating.reasonSealed/${row.id}`, reasonSealed) : '',
    views: viewsSealed && openJson(key, `ModeratedRating.viewsSealed/${row.id}`, viewsSealed),
  }));
}

/** The grade that the agency gave in the version that was circulated last; null where it gave none. */
async function firstRating(
  tx: Transaction,
  { context }: RunningDiscussion,
  given: { key: Key; returnId: string; section: string; question: string },
): Promise<{ version: number; grade: string; tool: Tool } | null> {
  const { key, returnId, section, question } = given;
  const item = await tx.packItem.findFirst({
    where: { returnId, edition: { auditId: context.auditId } },
    orderBy: { version: 'desc' },
  });
  if (!item) return null;
  const { version } = item;
  const row = await tx.returnVersion.findUniqueOrThrow({
    where: { returnId_version: { returnId, version } },
    include: { return: { select: returnPlace } },
  });
  const tool = returnTool(context, row.return);
  const asked = tool.sections
    .find((each) => each.key === section)
    ?.questions.find((each) => each.key === question);
  const place = `ReturnVersion.answersSealed/${row.id}`;
  const grade = openJson<Answers>(key, place, row.answersSealed)[section]?.[question];
  return asked?.type === 'rating' && grade ? { version, grade, tool } : null;
}

function sameModeration(a: Moderation, b: Moderation): boolean {
  const plain = ({ agreed, reason, views }: Moderation) =>
    JSON.stringify([agreed, reason.trim(), agreed === null ? [views?.agency, views?.group] : null]);
  return plain(a) === plain(b);
}
