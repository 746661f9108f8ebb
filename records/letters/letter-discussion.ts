import { type DegreeDate, degreeOf } from '../../domain/degree-dates.ts';
import type { Stretch } from '../../domain/meeting-slots.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import { stretchesIn } from '../discussion/meeting-slots.ts';
import { pairsOf } from '../discussion/pairs-stage.ts';
import { open } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import type { ClaimedLetter } from './letter-facts.ts';

/** When and where the discussion is held, as far as it is known. */
export interface DiscussionFacts {
  date: DegreeDate;
  /** How often it has been changed: the invitation's number. */
  changes: number;
  /** "10:00" and how long; left out where the process does not say. */
  startsAt?: string;
  minutes?: number;
  place?: string;
  /** Its row and who chairs it, once there is one. */
  meetingId?: string;
  chairId?: string | null;
  /** The auditors of its pairs (WA-9). */
  auditorIds?: string[];
  /** Whether those who worked with the families are invited, and not whoever completes the tool. */
  ofPractitioners?: boolean;
}

/** The discussion of one audit; null for a process that has none. */
export async function discussionOf(
  records: Records,
  tx: Transaction,
  given: { auditId: string; profile: Profile },
): Promise<DiscussionFacts | null> {
  const { auditId, profile } = given;
  const stage = stageOfKind(profile, 'discuss');
  const dates = await tx.auditDate.findMany({
    where: { auditId, key: stage?.date ?? 'discussion' },
    orderBy: { setAt: 'asc' },
  });
  const date = dates.find((each) => each.supersededAt === null);
  if (!date) return null;
  const meeting = await tx.meeting.findFirst({ where: { auditId } });
  const changes = meeting?.revision ?? dates.length - 1;
  if (!stage) return { date: degreeOf(date), changes };
  const place = meeting?.venueSealed
    ? open(
        await records.keyring.audit(tx, auditId),
        `Meeting.venueSealed/${meeting.id}`,
        meeting.venueSealed,
      )
    : '';
  return {
    date: degreeOf(date),
    changes,
    startsAt: meeting?.startsAt ?? stage.startsAt,
    minutes: meeting?.minutes ?? stage.minutes,
    ...(place ? { place } : {}),
    ...(stage.practitioners?.besides === false ? { ofPractitioners: true } : {}),
    ...(meeting
      ? {
          meetingId: meeting.id,
          chairId: meeting.chairId,
          auditorIds: (await pairsOf(tx, auditId)).flatMap(({ contactIds }) => contactIds),
        }
      : {}),
  };
}

/** The letters whose reader has not said whether they come to their audit's discussion. */
export async function openRepliesOf(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Set<string>> {
  const moved = letters.filter(({ kind }) => kind === 'meeting-moved' || kind === 'audit-resumed');
  if (moved.length === 0) return new Set();
  const asks = await tx.ask.findMany({
    where: {
      step: 'attend',
      outcome: null,
      contactId: { in: moved.map(({ contactId }) => contactId) },
    },
    select: { contactId: true, auditId: true },
  });
  const open = moved.filter(({ contactId, auditId }) =>
    asks.some((ask) => ask.contactId === contactId && ask.auditId === auditId),
  );
  return new Set(open.map(({ id }) => id));
}

/** By letter: the stretches of the discussion for which its reader is needed, where it is not all of it. */
export async function ownStretchesOf(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, Stretch[]>> {
  const auditIds = letters.flatMap(({ auditId }) => auditId ?? []);
  if (auditIds.length === 0) return new Map();
  const rows = await tx.attendance.findMany({
    where: {
      contactId: { in: letters.map(({ contactId }) => contactId) },
      withdrawnAt: null,
      slots: { not: [] },
      meeting: { auditId: { in: auditIds } },
    },
    select: { contactId: true, slots: true, meeting: { select: { auditId: true } } },
  });
  return new Map(
    letters.flatMap(({ id, auditId, contactId }) => {
      const own = rows.find(
        (row) => row.contactId === contactId && row.meeting.auditId === auditId,
      );
      return own ? [[id, stretchesIn(own.slots)]] : [];
    }),
  );
}
