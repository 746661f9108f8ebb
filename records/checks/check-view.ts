import type { About } from '../../domain/about-words.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import type { Answers, Tool } from '../../domain/tool.ts';
import { aboutOf, aboutRows } from '../asks/about.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { agencyQuestionsOf } from '../discussion/agency-questions.ts';
import { casesDiscussed } from '../discussion/discussed-cases.ts';
import { plannedMeeting } from '../discussion/meeting.ts';
import { returnTool } from '../returns/return-tool.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { qualityCheckOf } from './quality-check.ts';
import { type Remark, remarksOf } from './remarks.ts';

/** A return as somebody reads it who checks it: with what it is to be read beside. */
export interface CheckView {
  id: string;
  audit: {
    id: string;
    number: string;
    state: string;
    focus: string;
    zone: string;
    profile: Profile;
  };
  number: number;
  caseId: string;
  about: About;
  held: boolean;
  state: string;
  agencyId: string;
  agency: string;
  service: string | null;
  /** What the discussion asks this agency about this case; null where there is none to come. */
  questions: { id: string; text: string; answer: string }[] | null;
  tool: Tool;
  version: SentVersion;
  earlier: SentVersion | null;
  /** Every remark that any of its versions was sent back with, answered or not. */
  remarks: Remark[];
  /** What has been decided about any of its versions, the newest last. */
  decisions: { version: number; outcome: string; by: string | null; at: Date }[];
  others: {
    id: string;
    agency: string;
    service: string | null;
    tool: Tool;
    version: SentVersion;
  }[];
  /** Its place in the queue; null when nobody is asked to check it. */
  ask: { dueDate: string; dueAt: Date } | null;
}

export interface SentVersion {
  version: number;
  at: Date;
  by: string;
  onBehalf: boolean;
  answers: Answers;
}

/** One return with its earlier version, and with those of the other agencies for the same child. */
export async function checkView(
  records: Records,
  given: { partnershipId: string; returnId: string },
): Promise<CheckView | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, returnId } = given;
    const row = await tx.return.findFirst({
      where: { id: returnId, partnershipId, state: { not: 'withdrawn' }, version: { gt: 0 } },
      include: {
        case: { select: { ...aboutRows.case.select, stratum: true, heldAt: true } },
        service: { select: { name: true } },
        request: {
          include: {
            agency: { select: { key: true, name: true } },
            audit: { select: { focusSealed: true } },
          },
        },
        qualityChecks: { orderBy: { checkedAt: 'asc' } },
        asks: {
          where: { step: 'check', outcome: null },
          select: { dueDate: true, dueAt: true },
        },
      },
    });
    if (!row) return null;
    const context = await auditContext(tx, row.auditId);
    if (!qualityCheckOf(context)) return null;
    const key = await records.keyring.audit(tx, row.auditId);
    const own = await versionsOf(records, tx, { partnershipId, key, returnIds: [row.id] });
    const [version, earlier = null] = own.get(row.id) ?? [];
    if (!version) return null;
    const staff = row.qualityChecks.map((check) => check.checkedById);
    const names = await namesOf(records, tx, { partnershipId, contactIds: staff });
    const place = `Audit.focusSealed/${row.auditId}`;
    return {
      id: row.id,
      audit: {
        id: row.auditId,
        number: context.number,
        state: context.state,
        focus: open(key, place, row.request.audit.focusSealed),
        zone: context.clock.calendar.zone,
        profile: context.profile,
      },
      number: row.case.number,
      caseId: row.caseId,
      about: aboutOf(key, row.case),
      held: row.case.heldAt !== null,
      state: row.state,
      agencyId: row.request.agencyId,
      agency: row.request.agency.name,
      service: row.service?.name ?? null,
      questions: await questionsOf(tx, context, { key, ...row, ...row.request }),
      tool: returnTool(context, row),
      version,
      earlier,
      remarks: await remarksOf(tx, key, { returnId: row.id }),
      decisions: row.qualityChecks.map((check) => ({
        version: check.version,
        outcome: check.outcome,
        by: names.get(check.checkedById ?? '') ?? null,
        at: check.checkedAt,
      })),
      others: await othersOf(records, tx, context, { key, caseId: row.case.id, but: row.id }),
      ask: row.asks[0] ?? null,
    };
  });
}

async function questionsOf(
  tx: Transaction,
  context: AuditContext,
  given: { key: Key; caseId: string; agencyId: string },
): Promise<CheckView['questions']> {
  const { key, caseId, agencyId } = given;
  const discussed = stageOfKind(context.profile, 'discuss') && (await casesDiscussed(tx, context));
  if (!discussed?.some(({ id }) => id === caseId)) return null;
  if ((await plannedMeeting(tx, context)).recordedAt) return null;
  const asked = await agencyQuestionsOf(tx, key, context.auditId);
  return asked.filter((each) => each.caseId === caseId && each.agencyId === agencyId);
}

/** What the other agencies and services have sent about the same child, each in its newest version. */
async function othersOf(
  records: Records,
  tx: Transaction,
  context: AuditContext,
  given: { key: Key; caseId: string; but: string },
): Promise<CheckView['others']> {
  const { caseId, but } = given;
  const { partnershipId } = context;
  const rows = await tx.return.findMany({
    where: { caseId, id: { not: but }, state: { not: 'withdrawn' }, version: { gt: 0 } },
    select: {
      id: true,
      part: true,
      service: { select: { name: true } },
      case: { select: { stratum: true } },
      request: { select: { stageKey: true, agency: { select: { key: true, name: true } } } },
    },
    orderBy: [{ request: { agency: { name: 'asc' } } }, { service: { name: 'asc' } }],
  });
  const returnIds = rows.map(({ id }) => id);
  const versions = await versionsOf(records, tx, { ...given, partnershipId, returnIds });
  return rows.flatMap((row) => {
    const { id, service, request } = row;
    const [version] = versions.get(id) ?? [];
    if (!version) return [];
    return [
      {
        id,
        agency: request.agency.name,
        service: service?.name ?? null,
        tool: returnTool(context, row),
        version,
      },
    ];
  });
}

/** The two newest versions of each return, the newest first. */
async function versionsOf(
  records: Records,
  tx: Transaction,
  given: { partnershipId: string; key: Key; returnIds: string[] },
): Promise<Map<string, SentVersion[]>> {
  const { partnershipId, key, returnIds } = given;
  const rows = await tx.returnVersion.findMany({
    where: { returnId: { in: returnIds } },
    orderBy: { version: 'desc' },
  });
  const contactIds = rows.map((row) => row.submittedById);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  const versions = new Map<string, SentVersion[]>();
  for (const row of rows) {
    const known = versions.get(row.returnId) ?? [];
    if (known.length === 2) continue;
    const sent: SentVersion = {
      version: row.version,
      at: row.submittedAt,
      by: names.get(row.submittedById) ?? '',
      onBehalf: row.onBehalfOf !== null,
      answers: openJson<Answers>(key, `ReturnVersion.answersSealed/${row.id}`, row.answersSealed),
    };
    versions.set(row.returnId, [...known, sent]);
  }
  return versions;
}
