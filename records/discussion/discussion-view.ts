import type { DegreeDate } from '../../domain/degree-dates.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import { type AuditContext, type AuditNamed, findContext } from '../audits/audit-context.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { placeOf } from './arrange-meeting.ts';
import {
  allParts,
  type DiscussionPart,
  type DiscussionParts,
  readPart,
} from './discussion-parts.ts';
import { meetingWithPeople, readingOf } from './discussion-reading.ts';
import { type Discuss, discussStage } from './meeting.ts';

/** What every page of one audit's discussion shows. */
export interface DiscussionBase {
  auditId: string;
  number: string;
  profile: Profile;
  settings: Discuss;
  zone: string;
  /** Before the pack is out there is nobody to ask; once its record is finished, nothing to change. */
  state: 'to-come' | 'running' | 'finished' | 'cancelled';
  /** No date while its day is not set. */
  meeting: {
    date: string | null;
    startsAt: string;
    minutes: number;
    place: string;
    revision: number;
  };
  /** Its day as far as it is known. */
  day: DegreeDate;
}

/** A discussion with some of its parts; left out: with all. */
export type DiscussionView<Part extends DiscussionPart = DiscussionPart> = DiscussionBase &
  Pick<DiscussionParts, Part>;

export interface WantedDiscussion<Part extends DiscussionPart> {
  parts: readonly Part[];
  /** Of which child alone the tools are read: "C3", or the one whose tool this is. */
  child?: string;
  tool?: string;
}

/**
 * An audit's discussion for the business unit, with the parts of its record that a page needs. Null
 * for a process that holds no discussion, and for another partnership's audit.
 */
export async function discussionView<Part extends DiscussionPart = DiscussionPart>(
  records: Records,
  given: AuditNamed,
  now: Date,
  wanted: WantedDiscussion<Part> = { parts: allParts as Part[] },
): Promise<DiscussionView<Part> | null> {
  return transaction(records, async (tx) => {
    const context = await findContext(tx, given);
    if (!context || !stageOfKind(context.profile, 'discuss')) return null;
    const { auditId, number, profile, clock, dates } = context;
    const meeting = await meetingWithPeople(tx, context);
    const key = await records.keyring.audit(tx, auditId);
    const settings = discussStage(context);
    const base: DiscussionBase = {
      auditId,
      number,
      profile,
      settings,
      zone: clock.calendar.zone,
      state: await stateOf(tx, context, meeting),
      meeting: { ...meeting, place: placeOf(key, meeting) },
      day: dates[settings.date] ?? { degree: 'unknown' },
    };
    const { parts, child, tool } = wanted;
    const reading = readingOf(records, tx, { context, meeting, key, now, child, tool });
    const read: Partial<DiscussionParts> = {};
    for (const part of parts) await readPart(reading, part, read);
    return { ...base, ...read } as DiscussionView<Part>;
  });
}

async function stateOf(
  tx: Transaction,
  context: AuditContext,
  meeting: { date: string | null; recordedAt: Date | null },
): Promise<DiscussionBase['state']> {
  if (meeting.recordedAt) return 'finished';
  if (context.state === 'cancelled' || context.state === 'closed') return 'cancelled';
  if (!meeting.date) return 'to-come';
  const { key } = discussStage(context);
  const begun = await tx.stage.count({ where: { auditId: context.auditId, key } });
  return begun > 0 ? 'running' : 'to-come';
}
