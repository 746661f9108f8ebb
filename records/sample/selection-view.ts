import { type ChildRow, canonicalList } from '../../domain/children-list.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import { profileOf } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** The list of children and the draw from it: all that somebody needs to repeat the draw. */
export interface SelectionView {
  number: string;
  profile: Profile;
  size: number;
  list: {
    hash: string;
    rows: ChildRow[];
    droppedColumns: number;
    uploadedAt: Date;
    uploadedBy: string;
  };
  excluded: { reference: string; level: string; reason: string }[];
  leftOut: { level: string; reason: string }[];
  draw: {
    algorithm: string;
    seed: string;
    drawnAt: Date;
    quotas: { stratum: string; quota: number; available: number }[];
  } | null;
  tickets: SelectionTicket[];
  /** Who chose the cases and why, where they were allocated and not drawn. */
  allocation: { chosenBy: string; why: string } | null;
}

export interface SelectionTicket {
  level: string;
  number: number;
  row: ChildRow;
  outcome: 'drawn' | 'replacement' | 'added' | 'same-family' | 'not-reached';
  /** Of a child that is or was in the sample. */
  caseNumber: number | null;
  /** That it left the sample again, and why. */
  left: { as: 'replaced' | 'withdrawn'; because: string } | null;
}

export async function selectionView(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<SelectionView | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId } = given;
    const audit = await tx.audit.findFirst({ where: { id: auditId, partnershipId } });
    const frame = await tx.samplingFrame.findFirst({ where: given, include: { rows: true } });
    if (!audit || !frame) return null;
    const key = await records.keyring.audit(tx, auditId);
    const rows = new Map(frame.rows.map((row) => [row.id, openedRow(key, row)]));
    const names = await namesOf(records, tx, { partnershipId, contactIds: [frame.uploadedById] });
    const place = `SamplingFrame.leftOutSealed/${frame.id}`;
    const leftOut = openJson<{ stratum: string; reason: string }[]>(
      key,
      place,
      frame.leftOutSealed,
    );
    const excluded = frame.rows.flatMap((row) => {
      if (!row.excludedReasonSealed) return [];
      const at = `FrameRow.excludedReasonSealed/${row.id}`;
      const reference = rows.get(row.id)?.reference ?? '';
      return [{ reference, level: row.stratum, reason: open(key, at, row.excludedReasonSealed) }];
    });
    return {
      number: audit.number,
      profile: await profileOf(tx, audit.profileVersionId),
      size: audit.cohortSize,
      list: {
        hash: frame.hash,
        rows: [...rows.values()],
        droppedColumns: frame.droppedColumns,
        uploadedAt: frame.uploadedAt,
        uploadedBy: names.get(frame.uploadedById) ?? '',
      },
      excluded: excluded.sort((a, b) => (a.reference < b.reference ? -1 : 1)),
      leftOut: leftOut.map(({ stratum, reason }) => ({ level: stratum, reason })),
      allocation:
        audit.allocation && openJson(key, `Audit.allocation/${audit.id}`, audit.allocation),
      ...(await drawOf(tx, { auditId, key, rows })),
    };
  });
}

/** The list in the form whose SHA-256 is its fingerprint. */
export function listForRepeating(view: SelectionView): string {
  return canonicalList(view.list.rows);
}

/** The label of a level in the audit's own process. */
export function levelLabel(profile: Profile, level: string): string {
  const strata = stageOfKind(profile, 'draw-sample')?.strata ?? [];
  return strata.find(({ key }) => key === level)?.label ?? level;
}

interface FrameRowColumns {
  id: string;
  stratum: string;
  referenceSealed: Uint8Array;
  familyReferenceSealed: Uint8Array | null;
  sourceSealed: Uint8Array;
  knownAgencies: unknown;
}

function openedRow(key: Key, row: FrameRowColumns): ChildRow {
  const opened = (column: string, sealed: Uint8Array) =>
    open(key, `FrameRow.${column}/${row.id}`, sealed);
  return {
    reference: opened('referenceSealed', row.referenceSealed),
    level: row.stratum,
    source: opened('sourceSealed', row.sourceSealed),
    familyReference: row.familyReferenceSealed
      ? opened('familyReferenceSealed', row.familyReferenceSealed)
      : null,
    knownAgencies: row.knownAgencies as string[],
  };
}

async function drawOf(
  tx: Transaction,
  given: { auditId: string; key: Key; rows: Map<string, ChildRow> },
): Promise<Pick<SelectionView, 'draw' | 'tickets'>> {
  const { auditId, key, rows } = given;
  const draw = await tx.draw.findUnique({
    where: { auditId },
    include: {
      tickets: { include: { case: true }, orderBy: [{ stratum: 'asc' }, { number: 'asc' }] },
    },
  });
  if (!draw) return { draw: null, tickets: [] };
  const { algorithm, seed, drawnAt, quotas } = draw;
  const tickets = draw.tickets.flatMap((ticket): SelectionTicket[] => {
    const row = rows.get(ticket.frameRowId);
    if (!row) return [];
    const own = ticket.case;
    const reached = ticket.skippedReason === 'same-family' ? 'same-family' : 'not-reached';
    return [
      {
        level: ticket.stratum,
        number: ticket.number,
        row,
        outcome: ticket.drawn ? 'drawn' : own ? joinedAs(own) : reached,
        caseNumber: own?.number ?? null,
        left: own && leftAs(key, own),
      },
    ];
  });
  const shares = quotas as { stratum: string; quota: number; available: number }[];
  return { draw: { algorithm, seed, drawnAt, quotas: shares }, tickets };
}

function joinedAs({ replacesCaseId }: { replacesCaseId: string | null }): 'replacement' | 'added' {
  return replacesCaseId ? 'replacement' : 'added';
}

function leftAs(
  key: Key,
  own: { id: string; state: string; replacedReasonSealed: Uint8Array | null },
): SelectionTicket['left'] {
  if (!own.replacedReasonSealed) return null;
  const because = open(key, `Case.replacedReasonSealed/${own.id}`, own.replacedReasonSealed);
  return { as: own.state === 'withdrawn' ? 'withdrawn' : 'replaced', because };
}
