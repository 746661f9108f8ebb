import { toolMinutes } from '../../domain/ask-times.ts';
import { type Look, lookOf } from '../../domain/look.ts';
import type { Stretch } from '../../domain/meeting-slots.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import type { Subject } from '../../domain/stages/return-subjects.ts';
import { type Words, wordsSchema } from '../../domain/words.ts';
import { profileOf } from '../audits/audit-context.ts';
import { type RiskReportFacts, riskReportsOfLetters } from '../concerns/risk-report-view.ts';
import { personOf } from '../directory/directory.ts';
import { isTeamAudit } from '../planning/audit-team.ts';
import { lettersLeave } from '../programme/offer-planned.ts';
import { open } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { type ApprovalFacts, approvalsOf } from './letter-approvals.ts';
import { type ConcernFacts, concernsOfLetters } from './letter-concerns.ts';
import { type CoverFacts, coversOfLetters } from './letter-cover.ts';
import {
  type DiscussionFacts,
  discussionOf,
  openRepliesOf,
  ownStretchesOf,
} from './letter-discussion.ts';
import {
  type ExceptionFacts,
  exceptionsOfLetters,
  type FollowUpFacts,
  followUpsOf,
  type StatusFacts,
  statusesOf,
} from './letter-follow-up.ts';
import { type LearningFacts, learningOfLetters } from './letter-learning.ts';
import { openAsksOfReaders } from './letter-news.ts';
import { type CollationFacts, collationsOf, type PackFacts, packsOf } from './letter-pack.ts';
import { type PlannedFacts, plannedOf } from './letter-planned.ts';
import { type PractitionerFacts, practitionerFacts } from './letter-practitioners.ts';
import {
  type AskFacts,
  asksOf,
  type CodeFacts,
  codesOf,
  type ReceiptFacts,
  type RequestFacts,
  receiptsOf,
  requestsOf,
} from './letter-subjects.ts';
import { type TakeoverFacts, takeoversOf } from './letter-takeover.ts';

/** A letter as the post has claimed it. */
export interface ClaimedLetter {
  id: string;
  partnershipId: string;
  key: string;
  kind: string;
  contactId: string;
  auditId: string | null;
  ids: Record<string, string | number | null>;
  thread: string | null;
  queuedAt: Date;
  attempts: number;
  claimedAt: Date;
  frozenSealed: Uint8Array | null;
  /** Somebody has sent for it, so it does not wait for another day. */
  promptly: boolean;
  /** Whose letter it is, where somebody else reads it who acts for them. */
  insteadOfId: string | null;
}

/**
 * All that a letter may tell, as it stands at the moment of sending. There is nothing in it about a
 * child, a theme or a grade, so no letter can tell it.
 */
export interface LetterFacts {
  partnership: { name: string; zone: string; look: Look; logo: Uint8Array | null };
  reader: { id: string; name: string; email: string; agency: string | null; left: boolean };
  /** Who is away and would have got it, where the reader acts for them. */
  inPlaceOf?: { name: string } | null;
  words: Words;
  /** "09:00": when letters leave in the process of the audit. */
  lettersLeave: string;
  /** About how long one tool of the audit takes, in minutes. */
  toolMinutes: number | null;
  /** The email (its Message-ID) in which the ask was first made, once it has been written. */
  threadedUnder: string | null;
  /** What the audit's returns are about, and the partnerships that share their tool. */
  subject: Subject;
  sharing: { key: string; name: string }[];
  audit: { number: string; state: string; ofTeam?: boolean } | null;
  discussion: DiscussionFacts | null;
  /** When the reader is needed at it, in minutes after it begins; left out: throughout. */
  ownStretches?: Stretch[];
  /** The note for the teams whose work is looked at, where the process has one (SO-8). */
  note: { title: string; text: string } | null;
  ask: AskFacts | null;
  /** For news about an audit: what the reader is still asked for in it, the most pressing first. */
  openAsks: AskFacts[];
  request: RequestFacts | null;
  /** Whether the reader is asked, and has not said, if they come to the discussion. */
  replyOpen: boolean;
  /** Where the reader was named as having worked with a family. */
  practitioner: PractitionerFacts | null;
  pack: PackFacts | null;
  collation: CollationFacts | null;
  approval: ApprovalFacts | null;
  followUp: FollowUpFacts | null;
  learning: LearningFacts | null;
  exception: ExceptionFacts | null;
  status: StatusFacts | null;
  concern: ConcernFacts | null;
  planned: PlannedFacts | null;
  riskReport?: RiskReportFacts | null;
  /** What the reader has taken over from somebody who left. */
  takeover?: TakeoverFacts | null;
  /** For whom the reader covers from today on. */
  cover?: CoverFacts | null;
  receipt: ReceiptFacts | null;
  code: CodeFacts | null;
}

/** The facts of a batch of letters by their ids: as many queries for forty letters as for one. */
export async function loadLetterFacts(
  records: Records,
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, LetterFacts>> {
  const readers = await readersOf(records, tx, letters);
  const away = await namesOfAway(records, tx, letters);
  const audits = await auditsOf(records, tx, letters);
  const asks = await asksOf(tx, letters);
  const openAsks = await openAsksOfReaders(tx, letters);
  const requests = await requestsOf(tx, letters);
  const repliesOpen = await openRepliesOf(tx, letters);
  const stretches = await ownStretchesOf(tx, letters);
  const practitioners = await practitionerFacts(tx, letters);
  const packs = await packsOf(tx, letters);
  const collations = await collationsOf(tx, letters);
  const approvals = await approvalsOf(tx, letters);
  const followUps = await followUpsOf(tx, letters);
  const learnings = await learningOfLetters(tx, letters);
  const exceptions = await exceptionsOfLetters(tx, letters);
  const statuses = await statusesOf(tx, letters);
  const concerns = await concernsOfLetters(tx, letters);
  const planned = await plannedOf(tx, letters);
  const riskReports = await riskReportsOfLetters(tx, letters);
  const takeovers = await takeoversOf(records, tx, letters);
  const covers = await coversOfLetters(records, tx, letters);
  const receipts = await receiptsOf(tx, letters);
  const codes = await codesOf(records, tx, letters);
  const firsts = await firstEmailsOf(tx, letters);
  const facts = new Map<string, LetterFacts>();
  for (const letter of letters) {
    const reader = readers.get(letter.contactId);
    const audit = letter.auditId ? audits.get(letter.auditId) : undefined;
    if (!reader) continue;
    facts.set(letter.id, {
      ...reader,
      words: audit?.words ?? concerns.get(letter.id)?.words ?? defaultWords,
      lettersLeave: audit?.lettersLeave ?? lettersLeave,
      toolMinutes: audit?.toolMinutes ?? null,
      threadedUnder: firsts.get(letter.id) ?? null,
      subject: audit?.subject ?? 'case',
      sharing: audit?.sharing ?? [],
      audit: audit ? { number: audit.number, state: audit.state, ofTeam: audit.ofTeam } : null,
      discussion: audit?.discussion ?? null,
      ownStretches: stretches.get(letter.id) ?? [],
      note: audit?.note ?? null,
      inPlaceOf: away.get(letter.insteadOfId ?? '') ?? null,
      ask: askedOfReader(asks.get(letter.id), letter),
      openAsks: openAsks.get(letter.id) ?? [],
      request: requests.get(letter.id) ?? null,
      replyOpen: repliesOpen.has(letter.id),
      practitioner: practitioners.get(letter.id) ?? null,
      pack: packs.get(letter.id) ?? null,
      collation: collations.get(letter.id) ?? null,
      approval: approvals.get(letter.id) ?? null,
      followUp: followUps.get(letter.id) ?? null,
      learning: learnings.get(letter.id) ?? null,
      exception: exceptions.get(letter.id) ?? null,
      status: statuses.get(letter.id) ?? null,
      concern: concerns.get(letter.id) ?? null,
      planned: planned.get(letter.id) ?? null,
      riskReport: riskReports.get(letter.id) ?? null,
      takeover: takeovers.get(letter.id) ?? null,
      cover: covers.get(letter.id) ?? null,
      receipt: receipts.get(letter.id) ?? null,
      code: codes.get(letter.id) ?? null,
    });
  }
  return facts;
}

const defaultWords = wordsSchema.parse({});

/** Whoever acts for somebody is asked in their place. */
function askedOfReader(
  ask: AskFacts | undefined,
  { contactId, insteadOfId }: ClaimedLetter,
): AskFacts | null {
  if (!ask) return null;
  return ask.contactId === insteadOfId ? { ...ask, contactId } : ask;
}

async function namesOfAway(records: Records, tx: Transaction, letters: ClaimedLetter[]) {
  const away = new Map<string, { name: string }>();
  for (const { insteadOfId } of letters) {
    if (!insteadOfId || away.has(insteadOfId)) continue;
    const { name } = await personOf(records, tx, insteadOfId);
    away.set(insteadOfId, { name });
  }
  return away;
}

type ReaderFacts = Pick<LetterFacts, 'partnership' | 'reader'>;

async function readersOf(records: Records, tx: Transaction, letters: ClaimedLetter[]) {
  const rows = await tx.contact.findMany({
    where: { id: { in: letters.map((letter) => letter.contactId) } },
    include: {
      agency: { select: { name: true } },
      partnership: { select: { name: true, zone: true, look: true, logo: true } },
    },
  });
  const readers = new Map<string, ReaderFacts>();
  for (const row of rows) {
    const key = await records.keyring.partnership(tx, row.partnershipId);
    readers.set(row.id, {
      partnership: { ...row.partnership, look: lookOf(row.partnership.look) },
      reader: {
        id: row.id,
        name: open(key, `Contact.nameSealed/${row.id}`, row.nameSealed),
        email: open(key, `Contact.emailSealed/${row.id}`, row.emailSealed),
        agency: row.agency?.name ?? null,
        left: row.leftAt !== null,
      },
    });
  }
  return readers;
}

async function auditsOf(records: Records, tx: Transaction, letters: ClaimedLetter[]) {
  const ids = [...new Set(letters.flatMap((letter) => letter.auditId ?? []))];
  const rows =
    ids.length === 0
      ? []
      : await tx.audit.findMany({
          where: { id: { in: ids } },
          select: {
            id: true,
            number: true,
            state: true,
            profileVersionId: true,
          },
        });
  const audits = new Map<
    string,
    Pick<
      LetterFacts,
      'words' | 'lettersLeave' | 'toolMinutes' | 'subject' | 'sharing' | 'discussion' | 'note'
    > &
      Required<NonNullable<LetterFacts['audit']>>
  >();
  for (const row of rows) {
    const profile = await profileOf(tx, row.profileVersionId);
    const discussion = await discussionOf(records, tx, { auditId: row.id, profile });
    const { words } = profile;
    const note = stageOfKind(profile, 'tell-teams')?.note ?? null;
    const { subject = 'case', partnerships = [] } = stageOfKind(profile, 'gather-returns') ?? {};
    const { number, state } = row;
    audits.set(row.id, {
      number,
      state,
      ofTeam: isTeamAudit({ profile }),
      words,
      lettersLeave: profile.clock.lettersLeave,
      toolMinutes: minutesOfTool(profile),
      subject,
      sharing: partnerships,
      discussion,
      note,
    });
  }
  return audits;
}

async function firstEmailsOf(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, string>> {
  const keys = letters.flatMap(({ thread }) => (thread ? `${thread}/ask-1` : []));
  if (keys.length === 0) return new Map();
  const rows = await tx.letter.findMany({
    where: { key: { in: keys }, messageId: { not: null } },
    select: { key: true, messageId: true, contactId: true },
  });
  const found = new Map<string, string>();
  for (const { id, thread, contactId } of letters) {
    // What others are told of an ask hangs on nothing that they have had.
    const row = rows.find((each) => each.key === `${thread}/ask-1` && each.contactId === contactId);
    if (row?.messageId) found.set(id, row.messageId);
  }
  return found;
}

/** The longest of its tools, where it has several. */
function minutesOfTool({ tool, tools = [] }: Profile): number | null {
  const minutes = [...(tool ? [tool] : []), ...tools].map(toolMinutes);
  return minutes.length > 0 ? Math.max(...minutes) : null;
}
