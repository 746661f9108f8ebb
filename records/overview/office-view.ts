import { stageTitle } from '../../domain/stage-words.ts';
import { type CoverLine, coverLines } from '../access/cover-view.ts';
import { profileOf } from '../audits/audit-context.ts';
import { unfinishedDrafts } from '../audits/audit-drafts.ts';
import { clashesAhead } from '../audits/date-clashes.ts';
import { namesOf } from '../directory/people-names.ts';
import { open } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import {
  type AuditRow,
  agencyNames,
  auditsOf,
  clashTasks,
  contactTasks,
  type OfficeTask,
  plannedTasks,
  tasksOf,
} from './office-tasks.ts';

/** The console's first page: what needs somebody today, and the audits. */
export interface OfficeView {
  tasks: OfficeTask[];
  /** Who is away today with somebody acting for them. */
  away: CoverLine[];
  /** How many clashes of dates in the weeks to come are left as they are. */
  meantClashes: number;
  audits: AuditLine[];
  ended: AuditLine[];
  drafts: { id: string; begunBy: string; savedAt: Date }[];
}

export interface AuditLine {
  number: string;
  focus: string;
  state: string;
  stage: string;
  nextDue: string | null;
  open: number;
  overdue: number;
  endedAt: Date | null;
}

export async function officeView(
  records: Records,
  given: { partnershipId: string },
  now: Date,
): Promise<OfficeView> {
  const { partnershipId } = given;
  const drafts = await unfinishedDrafts(records, partnershipId);
  return transaction(records, async (tx) => {
    const audits = await auditsOf(tx, partnershipId);
    const names = await namesOf(records, tx, {
      partnershipId,
      contactIds: [
        ...drafts.map((draft) => draft.begunById),
        ...audits.flatMap((audit) => audit.asks.map((ask) => ask.contactId)),
      ],
    });
    const agencies = await agencyNames(tx, audits);
    const away = (await coverLines(records, tx, { partnershipId }, now)).filter(
      ({ acting, contactId }) => acting && acting.contactId !== contactId,
    );
    const acting = new Map(away.map((each) => [each.contactId, each.acting?.name ?? '']));
    const lines: { line: AuditLine; tasks: OfficeTask[] }[] = [];
    for (const audit of audits) {
      lines.push(await lineOf(records, tx, { audit, names, agencies, acting, now }));
    }
    const clashes = await clashesAhead(records, tx, { partnershipId, audits, now });
    return {
      away,
      meantClashes: clashes.meant.length,
      tasks: [
        ...(await plannedTasks(records, tx, partnershipId)),
        ...(await contactTasks(records, tx, partnershipId)),
        ...lines.flatMap((line) => line.tasks),
        ...(await clashTasks(records, tx, partnershipId)),
        ...clashes.toSettle.map((clash) => {
          return { kind: 'dates' as const, ...clash };
        }),
      ],
      audits: lines.filter(({ line }) => !line.endedAt).map(({ line }) => line),
      ended: lines.filter(({ line }) => line.endedAt).map(({ line }) => line),
      drafts: drafts.map(({ id, begunById, savedAt }) => {
        return { id, begunBy: names.get(begunById) ?? '', savedAt };
      }),
    };
  });
}

async function lineOf(
  records: Records,
  tx: Transaction,
  given: {
    audit: AuditRow;
    names: Map<string, string>;
    agencies: Map<string, string>;
    acting: ReadonlyMap<string, string>;
    now: Date;
  },
): Promise<{ line: AuditLine; tasks: OfficeTask[] }> {
  const { audit, now } = given;
  const profile = await profileOf(tx, audit.profileVersionId);
  const key = await records.keyring.audit(tx, audit.id);
  const asks = audit.asks.filter((ask) => ask.outcome === null);
  const running = audit.stages.filter(({ outcome }) => outcome === null);
  const overdue = asks.filter((ask) => ask.dueAt < now);
  return {
    line: {
      number: audit.number,
      focus: open(key, `Audit.focusSealed/${audit.id}`, audit.focusSealed),
      state: audit.state,
      stage: running.map((stage) => stageTitle(profile, stage.key)).join(', '),
      nextDue: asks[0]?.dueDate ?? null,
      open: asks.length,
      overdue: overdue.length,
      endedAt: audit.endedAt,
    },
    tasks: audit.endedAt ? [] : tasksOf({ ...given, profile }),
  };
}
