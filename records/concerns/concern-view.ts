import type { PersonDetail, Relation } from '../../domain/case-people.ts';
import type { ConcernStep } from '../../domain/concern-steps.ts';
import type { UrgentConcernSettings } from '../../domain/urgent-concern.ts';
import { coversAt } from '../access/cover.ts';
import { holdersOf } from '../directory/directory.ts';
import { namesOf } from '../directory/people-names.ts';
import { open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type ConcernContext, findConcern, keptFrom, stepOf } from './concern-context.ts';
import { stepName } from './concern-ladder.ts';

/** An urgent concern as somebody may see it. */
export interface ConcernView {
  number: string;
  state: string;
  step: ConcernStep | null;
  kind: string;
  route: string;
  agency: string;
  audit: string | null;
  /** The child, and who it is for those who have to act. */
  child: { number: number; people: { relation: Relation; detail: PersonDetail }[] } | null;
  text: string;
  raisedAt: Date;
  /** Null where the name is withheld from this reader. */
  reporter: string | null;
  /** Of whom the business unit heard it. */
  from: string | null;
  nameWithheld: boolean;
  phonedAt: Date | null;
  /** By when what is waited for now is due. */
  dueAt: Date | null;
  /** When the clock acts next. */
  nextAt: Date | null;
  acknowledged: { at: Date; by: string; from: string | null } | null;
  statements: ConcernSaid[];
  decisions: { kind: string; round: number; reason: string; by: string; at: Date }[];
  told: { name: string; step: string; round: number; at: Date; answered: boolean }[];
  closedAt: Date | null;
  round: number;
  zone: string;
  settings: UrgentConcernSettings;
}

export interface ConcernSaid {
  kind: string;
  round: number;
  text: string;
  by: string;
  /** Who said it to the business unit, which entered it. */
  from: string | null;
  at: Date;
}

/**
 * A concern for somebody who came in by link: whole for those who were told of it, and for whoever
 * raised it only how it stands. Null for everybody else, as for a number that is none.
 */
export async function concernForReader(
  records: Records,
  reader: { partnershipId: string; contactId: string },
  number: string,
): Promise<{ view: ConcernView; asked: boolean; raised: boolean } | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, contactId } = reader;
    const context = await findConcern(records, tx, { partnershipId, number });
    if (!context) return null;
    const { row } = context;
    const ask = await tx.ask.findFirst({ where: { concernId: row.id, contactId } });
    const asked = ask !== null && !keptFrom(row).includes(contactId);
    const raised = row.raisedById === contactId;
    if (!asked && !raised) return null;
    const view = await viewOfConcern(records, tx, context, { whoRaised: !row.nameWithheld });
    if (asked) return { view, asked, raised };
    const child = view.child && { ...view.child, people: [] };
    const outside = { child, statements: [], decisions: [], told: [], acknowledged: null };
    return { view: { ...view, ...outside }, asked, raised };
  });
}

/** A concern for the business unit; null for those whom it is about. */
export async function concernForStaff(
  records: Records,
  staff: { partnershipId: string; contactId: string },
  given: { number: string; now: Date },
): Promise<StaffConcern | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, contactId } = staff;
    const context = await findConcern(records, tx, { partnershipId, number: given.number });
    if (!context || keptFrom(context.row).includes(contactId)) return null;
    const whoRaised =
      !context.row.nameWithheld || (await knowsNames(tx, context, { contactId, now: given.now }));
    const view = await viewOfConcern(records, tx, context, { whoRaised });
    const own = { concernId: context.row.id, givenById: contactId };
    return {
      view,
      letters: await lettersAbout(records, tx, context, { whoRaised }),
      responded: (await tx.concernStatement.count({ where: own })) > 0,
      raised: context.row.raisedById === contactId,
    };
  });
}

export interface StaffConcern {
  view: ConcernView;
  letters: ConcernLetter[];
  /** Whether the reader entered what was said: then somebody else has to accept it. */
  responded: boolean;
  /** Whether the reader raised it. */
  raised: boolean;
}

/** One letter about a concern. */
export interface ConcernLetter {
  kind: string;
  /** Null: whoever raised it, whose name is withheld. */
  to: string | null;
  at: Date;
  state: string;
  failure: string | null;
}

async function lettersAbout(
  records: Records,
  tx: Transaction,
  { row }: ConcernContext,
  { whoRaised }: { whoRaised: boolean },
): Promise<ConcernLetter[]> {
  const { partnershipId } = row;
  const letters = await tx.letter.findMany({
    where: { partnershipId, thread: `${partnershipId}/${row.number}` },
    orderBy: [{ queuedAt: 'asc' }, { key: 'asc' }],
  });
  const contactIds = letters.map((letter) => letter.contactId);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  return letters.map(({ kind, contactId, ids, sentAt, queuedAt, state, failure }) => {
    // Only what tells of a step can have gone to somebody for another reason than having raised it.
    const asReporter = contactId === row.raisedById && (ids as { step: unknown }).step === null;
    const to = asReporter && !whoRaised ? null : (names.get(contactId) ?? '');
    return { kind, to, at: sentAt ?? queuedAt, state, failure };
  });
}

/**
 * A withheld name is the manager's to know, and while they are away that of whoever acts for them;
 * where the concern is about the manager, or there is none, whoever stands next in the business unit.
 */
async function knowsNames(
  tx: Transaction,
  { row }: ConcernContext,
  { contactId, now }: { contactId: string; now: Date },
): Promise<boolean> {
  if (row.raisedById === contactId) return true;
  const kept = new Set(keptFrom(row));
  const { standIn } = await coversAt(tx, row.partnershipId, now);
  for (const role of ['manager', 'officer-deputy', 'officer'] as const) {
    const held = await holdersOf(tx, { partnershipId: row.partnershipId, role, on: now });
    const able = held.filter((id) => !kept.has(id));
    if (able.length > 0) return able.some((id) => [id, standIn(id, kept)].includes(contactId));
  }
  return false;
}

async function viewOfConcern(
  records: Records,
  tx: Transaction,
  { row, key, zone, settings }: ConcernContext,
  { whoRaised }: { whoRaised: boolean },
): Promise<ConcernView> {
  const asks = await tx.ask.findMany({
    where: { concernId: row.id },
    orderBy: [{ askedAt: 'asc' }, { key: 'asc' }],
  });
  const statements = await tx.concernStatement.findMany({
    where: { concernId: row.id },
    orderBy: [{ givenAt: 'asc' }, { kind: 'desc' }],
  });
  const decisions = await tx.concernDecision.findMany({
    where: { concernId: row.id },
    orderBy: { decidedAt: 'asc' },
  });
  const names = await namesOf(records, tx, {
    partnershipId: row.partnershipId,
    contactIds: [
      row.acknowledgedById,
      ...(whoRaised ? [row.raisedById] : []),
      ...asks.map((ask) => ask.contactId),
      ...statements.map((each) => each.givenById),
      ...decisions.map((each) => each.decidedById),
    ],
  });
  const nameOf = (id: string | null) => names.get(id ?? '') ?? '';
  const opened = (place: string, sealed: Uint8Array | null) =>
    sealed ? open(key, place, sealed) : null;
  const step = stepOf(row);
  const now = step ? asks.filter((ask) => ask.step === stepName(step) && ask.outcome === null) : [];
  const agency = await tx.agency.findUniqueOrThrow({ where: { id: row.agencyId } });
  return {
    number: row.number,
    state: row.state,
    step,
    kind: row.kind,
    route: row.route,
    agency: agency.name,
    ...(await aboutOf(records, tx, row)),
    text: open(key, `UrgentConcern.textSealed/${row.id}`, row.textSealed),
    raisedAt: row.raisedAt,
    reporter: whoRaised ? nameOf(row.raisedById) : null,
    from: whoRaised ? opened(`UrgentConcern.fromSealed/${row.id}`, row.fromSealed) : null,
    nameWithheld: row.nameWithheld,
    phonedAt: row.phonedAt,
    dueAt: now[0]?.dueAt ?? null,
    nextAt: now.find((ask) => ask.nextAt)?.nextAt ?? null,
    acknowledged: row.acknowledgedAt && {
      at: row.acknowledgedAt,
      by: nameOf(row.acknowledgedById),
      from: opened(`UrgentConcern.onBehalfOf/${row.id}`, row.onBehalfOf),
    },
    statements: statements.map((each) => ({
      kind: each.kind,
      round: each.round,
      text: open(key, `ConcernStatement.textSealed/${each.id}`, each.textSealed),
      by: nameOf(each.givenById),
      from: opened(`ConcernStatement.onBehalfOf/${each.id}`, each.onBehalfOf),
      at: each.givenAt,
    })),
    decisions: decisions.map((each) => ({
      kind: each.kind,
      round: each.round,
      reason: opened(`ConcernDecision.reasonSealed/${each.id}`, each.reasonSealed) ?? '',
      by: nameOf(each.decidedById),
      at: each.decidedAt,
    })),
    told: asks.map((ask) => ({
      name: nameOf(ask.contactId),
      step: ask.step.replace('concern-', ''),
      round: ask.round ?? 1,
      at: ask.askedAt,
      answered: ask.outcome === 'answered',
    })),
    closedAt: row.closedAt,
    round: row.round,
    zone,
    settings,
  };
}

/** The audit in which it came up, and the child. */
async function aboutOf(
  records: Records,
  tx: Transaction,
  { auditId, caseId }: ConcernContext['row'],
): Promise<Pick<ConcernView, 'audit' | 'child'>> {
  if (!auditId) return { audit: null, child: null };
  const { number: audit } = await tx.audit.findUniqueOrThrow({ where: { id: auditId } });
  if (!caseId) return { audit, child: null };
  const { number } = await tx.case.findUniqueOrThrow({ where: { id: caseId } });
  const rows = await tx.casePerson.findMany({ where: { caseId, supersededAt: null } });
  const key = await records.keyring.audit(tx, auditId);
  const people = rows.map((row) => ({
    relation: row.relation as Relation,
    detail: openJson<PersonDetail>(key, `CasePerson.detailSealed/${row.id}`, row.detailSealed),
  }));
  // The child first.
  people.sort((a, b) => Number(b.relation === 'subject') - Number(a.relation === 'subject'));
  return { audit, child: { number, people } };
}
