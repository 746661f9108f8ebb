import { randomUUID } from 'node:crypto';
import { dateOf } from '../../domain/calendar.ts';
import {
  type CheckedPerson,
  checkPeople,
  type PersonDetail,
  type Relation,
  relations,
  type TypedPerson,
} from '../../domain/case-people.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { officersFacts } from '../../domain/officers-facts.ts';
import { settleAsk } from '../asks/asks.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { lockAudit, nudgeWaits } from '../audits/audit-waits.ts';
import { type Actor, appendEvent, canonical } from '../store/events.ts';
import { digest, type Key, open, openJson, sealJson } from '../store/sealing.ts';
import { keepCaseToken } from '../store/search-tokens.ts';
import { keyringOf, type Records, type Transaction, transaction } from '../store/transaction.ts';
import { factsIn, stateFacts } from './case-facts.ts';

export type IdentitiesEntered =
  /** How many selected children nobody has been named for yet. */
  | { kind: 'entered'; left: number }
  | { kind: 'incomplete'; problems: FieldProblem[] }
  | { kind: 'not-found' | 'held' | 'ended' };

export interface CaseIdentity {
  caseId: string;
  number: number;
  level: string;
  /** What the list calls the child: with it the officer finds out who it is. */
  reference: string;
  held: boolean;
  people: { id: string; relation: Relation; detail: PersonDetail }[];
  /** What the officer has stated about the case, by fact. */
  facts: Record<string, string>;
}

/**
 * The officer says who a drawn child is, and who belongs to it. Entering it again replaces what was
 * entered before, which stays on record. The last child of the sample settles the officer's ask.
 */
export async function enterIdentities(
  records: Records,
  input: {
    partnershipId: string;
    caseId: string;
    people: TypedPerson[];
    /** What is stated about the case, by fact; left out: as before. */
    facts?: Record<string, string>;
  },
  by: Actor,
  now: Date,
): Promise<IdentitiesEntered> {
  return transaction(records, async (tx) => {
    const found = await tx.case.findFirst({
      where: { id: input.caseId, partnershipId: input.partnershipId },
      select: { id: true, auditId: true },
    });
    if (!found) return { kind: 'not-found' };
    await lockAudit(tx, found.auditId);
    const row = await tx.case.findUniqueOrThrow({ where: { id: found.id } });
    if (row.state !== 'drawn' && row.state !== 'identified') return { kind: 'not-found' };
    if (row.heldAt) return { kind: 'held' };
    const context = await auditContext(tx, row.auditId);
    if (context.state === 'cancelled' || context.state === 'closed') return { kind: 'ended' };
    const checked = checkPeople(input.people, dateOf(now, context.clock.calendar.zone));
    const facts = input.facts && officersFacts(context.profile.facts, input.facts);
    const wrong = facts && !facts.ok ? facts.problems : [];
    const problems = [...(checked.ok ? [] : checked.problems), ...wrong];
    if (!checked.ok || problems.length > 0) return { kind: 'incomplete', problems };

    const key = await records.keyring.audit(tx, row.auditId);
    const entered = await tx.casePerson.findMany({
      where: { caseId: row.id, supersededAt: null },
    });
    const before = openedPeople(key, entered);
    if (!samePeople(before, checked.people)) {
      await replacePeople(tx, { row, key, context, people: checked.people }, { by, now });
    }
    if (facts?.ok) {
      const stated = { caseId: row.id, number: row.number, key, facts: facts.facts };
      await stateFacts(tx, context, stated, { by, now });
    }
    return { kind: 'entered', left: await unnamed(tx, row.auditId) };
  });
}

const inSample = { subject: 'child', state: { in: ['drawn', 'identified'] } };

/** Who the children of an audit are, for those who may see it; superseded entries are left out. */
export async function caseIdentities(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<CaseIdentity[]> {
  return transaction(records, async (tx) => {
    const cases = await tx.case.findMany({
      where: { ...given, ...inSample },
      orderBy: { number: 'asc' },
      include: {
        ticket: { select: { frameRow: { select: { id: true, referenceSealed: true } } } },
        people: { where: { supersededAt: null } },
        facts: { where: { supersededAt: null } },
      },
    });
    const key = await records.keyring.audit(tx, given.auditId);
    return cases.map(({ id, number, stratum, heldAt, ticket, people, facts }) => ({
      caseId: id,
      number,
      level: stratum,
      reference: ticket
        ? open(
            key,
            `FrameRow.referenceSealed/${ticket.frameRow.id}`,
            ticket.frameRow.referenceSealed,
          )
        : '',
      held: heldAt !== null,
      facts: factsIn(key, facts).get(id) ?? {},
      people: openedPeople(key, people).map(({ caseId, ...person }) => person),
    }));
  });
}

/** The people of some children, by child; of one who has left the sample nobody is told. */
export async function peopleOfChildren(
  tx: Transaction,
  key: Key,
  caseIds: string[],
): Promise<Map<string, CaseIdentity['people']>> {
  const rows = await tx.casePerson.findMany({
    where: { caseId: { in: caseIds }, supersededAt: null, case: inSample },
  });
  const people = openedPeople(key, rows);
  return new Map(
    caseIds.map((caseId) => [caseId, people.filter((person) => person.caseId === caseId)]),
  );
}

interface KeptPerson extends CheckedPerson {
  id: string;
  caseId: string;
}

type PersonRow = Awaited<ReturnType<Transaction['casePerson']['findFirstOrThrow']>>;

function openedPeople(key: Key, rows: PersonRow[]): KeptPerson[] {
  const people = rows.map((row) => ({
    id: row.id,
    caseId: row.caseId,
    relation: row.relation as Relation,
    detail: openJson<PersonDetail>(key, `CasePerson.detailSealed/${row.id}`, row.detailSealed),
  }));
  return people.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

/** The child first, then the others by what they are to it and by name. */
function orderOf({ relation, detail }: CheckedPerson): string {
  return `${relations.indexOf(relation)} ${detail.names[0] ?? ''}`;
}

async function replacePeople(
  tx: Transaction,
  given: {
    row: { id: string; auditId: string; number: number };
    key: Key;
    context: AuditContext;
    people: CheckedPerson[];
  },
  { by, now }: { by: Actor; now: Date },
): Promise<void> {
  const { row, key, context, people } = given;
  const { auditId, partnershipId } = context;
  await tx.casePerson.updateMany({
    where: { caseId: row.id, supersededAt: null },
    data: { supersededAt: now },
  });
  const entered = people.map((person) => ({ ...person, id: randomUUID() }));
  await tx.casePerson.createMany({
    data: entered.map(({ id, relation, detail }) => ({
      id,
      partnershipId,
      auditId,
      caseId: row.id,
      relation,
      detailSealed: sealJson(key, `CasePerson.detailSealed/${id}`, detail),
      enteredAt: now,
      enteredById: by.contactId ?? '',
    })),
  });
  await tx.case.update({ where: { id: row.id }, data: { state: 'identified' } });
  await keepCaseToken({ keyring: keyringOf(tx) }, tx, row.id);
  const settled = await settleOfficersAsk(tx, auditId, now);
  const seq = await appendEvent(tx, {
    partnershipId,
    chain: auditId,
    kind: 'case.identified',
    ids: { case: row.id, number: row.number, people: people.length },
    digests: { people: digest(key, canonical(people)) },
    by,
    now,
  });
  await nudgeWaits(tx, context, { waits: settled, word: 'answered', seq }, now);
}

/** With the last child named, nobody is asked any more; returns the waits that this may end. */
async function settleOfficersAsk(tx: Transaction, auditId: string, now: Date): Promise<string[]> {
  if ((await unnamed(tx, auditId)) > 0) return [];
  const asks = await tx.ask.findMany({ where: { auditId, step: 'identities', outcome: null } });
  for (const ask of asks) await settleAsk(tx, ask.id, 'answered', now);
  return [...new Set(asks.map((ask) => ask.wait))];
}

async function unnamed(tx: Transaction, auditId: string): Promise<number> {
  return tx.case.count({ where: { auditId, state: 'drawn', heldAt: null } });
}

function samePeople(before: CheckedPerson[], after: CheckedPerson[]): boolean {
  const told = (people: CheckedPerson[]) =>
    people
      .map(({ relation, detail }) => canonical({ relation, detail }))
      .sort()
      .join('\n');
  return told(before) === told(after);
}
