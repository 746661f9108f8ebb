import { dateOf } from '../../domain/calendar.ts';
import { type MissingFromRecord, missingFromRecord } from '../../domain/discussion-record.ts';
import { recordHeads } from '../../domain/stages/discuss.ts';
import { settleAsk } from '../asks/asks.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { nudgeWaits } from '../audits/audit-waits.ts';
import { stageWait } from '../audits/stages.ts';
import { askToReconsider } from '../checks/reconsider.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { type ConclusionText, conclusionsOf } from './conclusions.ts';
import { type AttendeeView, attendeesOf, representationOf } from './discussion-people.ts';
import { discussStage } from './meeting.ts';
import { endPairs } from './pairs.ts';
import { lockDiscussion } from './running-discussion.ts';

export type DiscussionFinished =
  | { kind: 'finished' }
  | { kind: 'incomplete'; missing: MissingFromRecord[] }
  | { kind: 'not-found' | 'ended' };

/** What nobody is asked for any more once the record is finished. */
const endedWithIt = ['attend', 'record', 'supplement', 'chair', 'initial-review'];

/** The record of the discussion is complete: the audit goes on. Until then it says what is missing. */
export async function finishDiscussion(
  records: Records,
  input: { partnershipId: string; auditId: string },
  by: Actor,
  now: Date,
): Promise<DiscussionFinished> {
  const { partnershipId, auditId } = input;
  return transaction(records, async (tx) => {
    const found = await lockDiscussion(tx, input);
    if ('refused' in found) return { kind: found.refused };
    const people = await attendeesOf(records, tx, found);
    const key = await records.keyring.audit(tx, auditId);
    const written = await conclusionsOf(tx, key, auditId);
    const missing = missingNow({ ...found, people, written }, now);
    if (missing.length > 0) return { kind: 'incomplete', missing };
    const { context, meeting } = found;
    const absent = (await representationOf(tx, context, people)).missing;
    await tx.meeting.update({
      where: { id: meeting.id },
      data: { recordedAt: now, recordedById: by.contactId },
    });
    const wait = stageWait(context, meeting.stageKey);
    const open = await tx.ask.findMany({
      where: { wait, step: { in: [...endedWithIt] }, outcome: null },
    });
    for (const ask of open) {
      await settleAsk(tx, ask.id, ask.step === 'record' ? 'answered' : 'withdrawn', now);
    }
    const paired = await endPairs(tx, context, by, now);
    await askToReconsider(tx, context, now);
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'discussion.recorded',
      ids: {
        present: people.filter((person) => person.attended).length,
        unrepresented: absent.length,
      },
      by,
      now,
    });
    const waits = [...new Set([wait, ...paired])];
    await nudgeWaits(tx, context, { waits, word: 'answered', seq }, now);
    return { kind: 'finished' };
  });
}

/** What keeps the record from being finished, as it stands. */
export function missingNow(
  found: {
    context: AuditContext;
    meeting: { date: string };
    people: AttendeeView[];
    /** The conclusions by their heads. */
    written: ReadonlyMap<string, ConclusionText>;
  },
  now: Date,
): MissingFromRecord[] {
  const { context, meeting, people, written } = found;
  return missingFromRecord({
    today: dateOf(now, context.clock.calendar.zone),
    date: meeting.date,
    people: people.map(({ name, attended, confidentialHow }) => ({
      name,
      attended,
      confidential: confidentialHow !== null,
    })),
    ...(discussStage(context).chair ? { chair: chairing(people) } : {}),
    conclusions: recordHeads(discussStage(context)).map(({ key: head, label }) => ({
      label,
      written: Boolean(written.get(head)?.text),
    })),
  });
}

function chairing(people: AttendeeView[]): { name: string; attended: boolean | null } | 'nobody' {
  return people.find(({ chair }) => chair) ?? 'nobody';
}
