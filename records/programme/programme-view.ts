import { bankHolidays } from '../../domain/bank-holidays.ts';
import { checkProgramme } from '../../domain/check-programme.ts';
import type { DegreeDate } from '../../domain/degree-dates.ts';
import type { PlannedDetail } from '../../domain/planned-audit.ts';
import { entryDates } from '../../domain/programme.ts';
import { programmeNotices } from '../../domain/programme-notices.ts';
import { asDegreeDate } from '../audits/date-rows.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** One planned audit with its dates as they stand, and what was changed. */
export interface PlannedLine extends PlannedDetail {
  id: string;
  key: string;
  month: string;
  process: string;
  type: string;
  state: string;
  offerAt: Date;
  draftId: string | null;
  audit: string | null;
  dates: { key: string; label: string; date: DegreeDate }[];
  changes: PlannedChange[];
}

export interface PlannedChange {
  label: string;
  from: DegreeDate | null;
  to: DegreeDate | null;
  reason: string;
  by: string;
  at: Date;
}

export interface ProgrammeView {
  name: string;
  title: string;
  loadedAt: Date;
  planned: PlannedLine[];
  notices: { entry: string; message: string }[];
}

/** A partnership's programmes, the newest first, with what is to be looked at in each. */
export async function programmesView(
  records: Records,
  partnershipId: string,
): Promise<ProgrammeView[]> {
  return transaction(records, async (tx) => {
    const key = await records.keyring.partnership(tx, partnershipId);
    const { zone, closures } = await tx.partnership.findUniqueOrThrow({
      where: { id: partnershipId },
    });
    const rows = await tx.programme.findMany({
      where: { partnershipId },
      orderBy: { loadedAt: 'desc' },
      include: {
        planned: {
          orderBy: { position: 'asc' },
          include: { dates: { orderBy: { setAt: 'asc' } } },
        },
      },
    });
    const views: ProgrammeView[] = [];
    for (const { name, title, yaml, loadedAt, planned } of rows) {
      const lines: PlannedLine[] = [];
      for (const row of planned) lines.push(await lineOf(records, tx, { key, row }));
      const checked = checkProgramme(yaml);
      const schoolTerms = checked.ok ? checked.programme.schoolTerms : [];
      const years = lines.map(({ month }) => Number(month.slice(0, 4)));
      const holidays = bankHolidays(Math.min(...years) - 1, Math.max(...years) + 1);
      const calendar = { zone, holidays, closures: closures as string[] };
      const open_ = lines.filter(({ state }) => state !== 'dropped');
      const dated = open_.map((line) => ({ key: line.key, name: line.theme, dates: line.dates }));
      const notices = programmeNotices(dated, { calendar, schoolTerms });
      views.push({ name, title, loadedAt, planned: lines, notices });
    }
    return views;
  });
}

type Row = NonNullable<Awaited<ReturnType<Transaction['plannedAudit']['findFirst']>>> & {
  dates: NonNullable<Awaited<ReturnType<Transaction['plannedDate']['findFirst']>>>[];
};

async function lineOf(
  records: Records,
  tx: Transaction,
  { key: secret, row }: { key: Key; row: Row },
): Promise<PlannedLine> {
  const { id, partnershipId, key, month, process, type, state, offerAt, draftId, auditId } = row;
  const detail = openJson<PlannedDetail>(
    secret,
    `PlannedAudit.detailSealed/${id}`,
    row.detailSealed,
  );
  const audit = auditId
    ? await tx.audit.findUnique({ where: { id: auditId }, select: { number: true } })
    : null;
  const told = await changesTold(tx, { partnershipId, id, secret });
  const added = told.find(({ kind }) => kind === 'planned-audit.added');
  const dropped = told.find(({ kind }) => kind === 'planned-audit.dropped');
  const clashes = told.filter(({ kind }) => kind === 'dates.meant' || kind === 'dates.taken-up');
  const contactIds = [...row.dates.map(({ setById }) => setById), ...told.map(({ by }) => by)];
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  const standing = row.dates.filter(({ supersededAt }) => supersededAt === null);
  const labelOf = (of: string) => entryDates.find((each) => each.key === of)?.label ?? of;
  const changes: PlannedChange[] = row.dates.flatMap((date) => {
    if (!date.reasonSealed) return [];
    const before = row.dates.findLast(
      (each) => each.key === date.key && each.supersededAt?.getTime() === date.setAt.getTime(),
    );
    return [
      {
        label: labelOf(date.key),
        from: before ? asDegreeDate(before) : null,
        to: asDegreeDate(date),
        reason: open(secret, `PlannedDate.reasonSealed/${date.id}`, date.reasonSealed),
        by: names.get(date.setById) ?? '',
        at: date.setAt,
      },
    ];
  });
  if (added) {
    const { reason, at } = added;
    const by = names.get(added.by ?? '') ?? '';
    changes.unshift({ label: 'Added', from: null, to: null, reason, by, at });
  }
  for (const { kind, reason, at, by: byId, date } of clashes) {
    const by = names.get(byId ?? '') ?? '';
    const done = kind === 'dates.meant' ? 'left as it is' : 'to be looked at again';
    const label = `${labelOf(date)}, ${done}`;
    changes.push({ label, from: null, to: null, reason, by, at });
  }
  changes.sort((a, b) => a.at.getTime() - b.at.getTime());
  if (dropped) {
    const { reason, at } = dropped;
    const by = names.get(dropped.by ?? '') ?? '';
    changes.push({ label: 'Taken out', from: null, to: null, reason, by, at });
  }
  return {
    ...detail,
    id,
    key,
    month,
    process,
    type,
    state,
    offerAt,
    draftId,
    audit: audit?.number ?? null,
    dates: entryDates.flatMap(({ key: of, label }) => {
      const date = standing.find((each) => each.key === of);
      return date ? [{ key: of, label, date: asDegreeDate(date) }] : [];
    }),
    changes,
  };
}

const toldKinds = ['planned-audit.added', 'planned-audit.dropped', 'dates.meant', 'dates.taken-up'];

interface ToldChange {
  kind: string;
  by: string | null;
  reason: string;
  at: Date;
  /** The key of the date that it is about, if any. */
  date: string;
}

async function changesTold(
  tx: Transaction,
  given: { partnershipId: string; id: string; secret: Key },
): Promise<ToldChange[]> {
  const { partnershipId: chain, id, secret } = given;
  const events = await tx.event.findMany({
    where: { chain, kind: { in: toldKinds }, ids: { path: ['planned'], equals: id } },
    orderBy: { seq: 'asc' },
  });
  if (events.length === 0) return [];
  const seq = { in: events.map((event) => event.seq) };
  const reasons = await tx.eventReason.findMany({ where: { chain, seq } });
  return events.map((event) => {
    const reason = reasons.find((each) => each.seq === event.seq);
    const place = `EventReason.textSealed/${reason?.id}`;
    return {
      kind: event.kind,
      by: event.actorId,
      reason: reason ? open(secret, place, reason.textSealed) : '',
      at: event.at,
      date: String((event.ids as { date?: string }).date ?? ''),
    };
  });
}
