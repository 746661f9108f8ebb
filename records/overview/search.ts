import { roleLabel } from '../../domain/directory-roles.ts';
import { fold } from '../../domain/folded-text.ts';
import { actionViews } from '../actions/action-view.ts';
import { type Key, lookupToken, open } from '../store/sealing.ts';
import { referenceWord, type Searched, searchToken, soughtWords } from '../store/search-tokens.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';

/** How many of each kind are shown. */
export const shownAtMost = 20;

/** Of each kind at most so many as are shown, and whether there are more. */
export interface Found<T> {
  rows: T[];
  more: boolean;
}

export interface SearchView {
  audits: Found<{ number: string; focus: string; state: string }>;
  cases: Found<{
    audit: string;
    number: number;
    reference: string;
    state: string;
    sealed: boolean;
  }>;
  places: Found<{ kind: 'agency' | 'body'; key: string; name: string; of: string | null }>;
  people: Found<{ id: string; name: string; agency: string; roles: string[]; left: boolean }>;
  actions: Found<{ audit: string; number: number; text: string; owner: string; state: string }>;
}

const nothing = { rows: [], more: false };

/** What somebody looks for, taken apart. */
interface Sought {
  partnershipId: string;
  key: Key;
  /** Words that all have to be there. */
  words: string[];
  /** "2027-02", or its beginning. */
  audit: string | null;
  /** Of "C3". */
  child: number | null;
  /** Of "action 3". */
  action: number | null;
  typed: string;
}

/**
 * Finds an audit by its number or the words of its theme, a child by its number or by what the list
 * calls it, an agency, a service or a group by its name, a person by their names or address, an action
 * by its number or its words. As many queries whatever there is, and so many rows of each kind.
 */
export async function search(
  records: Records,
  { partnershipId, q }: { partnershipId: string; q: string },
): Promise<SearchView> {
  return transaction(records, async (tx) => {
    const key = await records.keyring.partnership(tx, partnershipId);
    const sought = soughtIn({ partnershipId, key, q });
    const { words } = sought;
    const hits = await rowsWith(tx, sought, [...words.slice(0, 8)]);
    return {
      audits: await audits(records, tx, sought, hits),
      cases: await cases(records, tx, sought),
      places: await places(tx, sought),
      people: await people(tx, sought, hits),
      actions: await actions(records, tx, sought, hits),
    };
  });
}

function soughtIn({
  partnershipId,
  key,
  q,
}: {
  partnershipId: string;
  key: Key;
  q: string;
}): Sought {
  const typed = q.trim().slice(0, 200);
  const audit =
    /(?<![\p{L}\p{N}-])(20\d{2}(?:-\d{0,3})?)(?![\p{L}\p{N}-])/u.exec(typed)?.[1] ?? null;
  const child = /(?<![\p{L}\p{N}])C\s?(\d{1,4})(?![\p{L}\p{N}])/iu.exec(typed)?.[1];
  const action = /(?<![\p{L}\p{N}])(?:action|A)\s?(\d{1,4})(?![\p{L}\p{N}])/iu.exec(typed)?.[1];
  return {
    partnershipId,
    key,
    words: soughtWords(typed),
    audit,
    child: child ? Number(child) : null,
    action: action ? Number(action) : null,
    typed,
  };
}

type Hits = Record<Searched, string[]>;

/** The rows that hold every word, one query for all kinds. */
async function rowsWith(tx: Transaction, sought: Sought, words: string[]): Promise<Hits> {
  const hits: Hits = { contact: [], audit: [], case: [], action: [] };
  if (words.length === 0) return hits;
  const { partnershipId, key } = sought;
  const tokens = words.map((word) => searchToken(key, word));
  const rows = await tx.$queryRaw<{ kind: Searched; rowId: string }[]>`
    SELECT kind, "rowId" FROM (
      SELECT kind, "rowId", row_number() OVER (PARTITION BY kind ORDER BY max(id) DESC) AS place
      FROM "SearchToken"
      WHERE "partnershipId" = ${partnershipId} AND token = ANY(${tokens}::text[])
      GROUP BY kind, "rowId" HAVING count(*) = ${tokens.length}
    ) found WHERE place <= ${shownAtMost + 1}`;
  for (const { kind, rowId } of rows) hits[kind].push(rowId);
  return hits;
}

async function audits(
  records: Records,
  tx: Transaction,
  sought: Sought,
  hits: Hits,
): Promise<SearchView['audits']> {
  const { partnershipId, audit, child, action } = sought;
  // "2027-02 C3" is about the child.
  const number = audit && child === null && action === null ? audit : null;
  const rows = await tx.audit.findMany({
    where: {
      partnershipId,
      OR: [{ id: { in: hits.audit } }, ...(number ? [{ number: { startsWith: number } }] : [])],
    },
    orderBy: [{ startedAt: 'desc' }, { number: 'desc' }],
    take: shownAtMost + 1,
    select: { id: true, number: true, state: true, focusSealed: true },
  });
  const found: SearchView['audits']['rows'] = [];
  for (const { id, focusSealed, ...row } of rows.slice(0, shownAtMost)) {
    const own = await records.keyring.audit(tx, id);
    found.push({ ...row, focus: open(own, `Audit.focusSealed/${id}`, focusSealed) });
  }
  return { rows: found, more: rows.length > shownAtMost };
}

async function cases(
  records: Records,
  tx: Transaction,
  sought: Sought,
): Promise<SearchView['cases']> {
  const { partnershipId, key, child, audit, typed } = sought;
  const reference = referenceWord(typed);
  const byReference = reference
    ? await tx.searchToken.findMany({
        where: { partnershipId, kind: 'case', token: searchToken(key, reference) },
        select: { rowId: true },
        take: shownAtMost + 1,
      })
    : [];
  const ids = byReference.map(({ rowId }) => rowId);
  const of = audit ? { audit: { number: { startsWith: audit } } } : {};
  const byNumber = child === null ? [] : [{ number: child, subject: 'child', ...of }];
  if (ids.length + byNumber.length === 0) return nothing;
  const rows = await tx.case.findMany({
    where: { partnershipId, OR: [{ id: { in: ids } }, ...byNumber] },
    orderBy: [{ createdAt: 'desc' }, { number: 'asc' }],
    take: shownAtMost + 1,
    include: {
      audit: { select: { number: true } },
      ticket: { select: { frameRow: { select: { id: true, referenceSealed: true } } } },
    },
  });
  const found: SearchView['cases']['rows'] = [];
  for (const { auditId, audit: from, number, state, heldAt, ticket } of rows.slice(
    0,
    shownAtMost,
  )) {
    const own = await records.keyring.audit(tx, auditId);
    const row = ticket?.frameRow;
    const named = row ? open(own, `FrameRow.referenceSealed/${row.id}`, row.referenceSealed) : '';
    found.push({ audit: from.number, number, reference: named, state, sealed: heldAt !== null });
  }
  return { rows: found, more: rows.length > shownAtMost };
}

async function places(tx: Transaction, sought: Sought): Promise<SearchView['places']> {
  const { partnershipId, typed } = sought;
  if (typed.length < 2) return nothing;
  const wanted = fold(typed).folded;
  const where = { partnershipId };
  const select = { key: true, name: true };
  const take = shownAtMost * 25;
  const agencies = await tx.agency.findMany({ where, select, orderBy: { name: 'asc' }, take });
  const groups = await tx.body.findMany({ where, select, orderBy: { name: 'asc' }, take });
  const services = await tx.service.findMany({
    where,
    orderBy: { name: 'asc' },
    take,
    select: { name: true, agency: { select } },
  });
  // Names are folded as people type them: "sian" finds "Siân".
  const holds = ({ name }: { name: string }) => fold(name).folded.includes(wanted);
  const rows: SearchView['places']['rows'] = [
    ...agencies.filter(holds).map((each) => ({ kind: 'agency' as const, ...each, of: null })),
    ...groups.filter(holds).map((each) => ({ kind: 'body' as const, ...each, of: null })),
    ...services.filter(holds).map(({ name, agency }) => {
      return { kind: 'agency' as const, key: agency.key, name, of: agency.name };
    }),
  ];
  return { rows: rows.slice(0, shownAtMost), more: rows.length > shownAtMost };
}

async function people(tx: Transaction, sought: Sought, hits: Hits): Promise<SearchView['people']> {
  const { partnershipId, key, typed } = sought;
  const emailToken = typed.includes('@') ? lookupToken(key, 'email', typed) : null;
  const rows = await tx.contact.findMany({
    where: {
      partnershipId,
      OR: [{ id: { in: hits.contact } }, ...(emailToken ? [{ emailToken }] : [])],
    },
    take: shownAtMost + 1,
    include: {
      agency: { select: { name: true } },
      roles: {
        where: { toDate: null },
        select: {
          role: true,
          body: { select: { name: true } },
          service: { select: { name: true } },
        },
      },
    },
  });
  const found = rows.slice(0, shownAtMost).map(({ id, nameSealed, agency, roles, leftAt }) => ({
    id,
    name: open(key, `Contact.nameSealed/${id}`, nameSealed),
    agency: agency?.name ?? '',
    roles: roles.map(({ role, body, service }) => {
      const at = body?.name ?? service?.name;
      return at ? `${roleLabel(role)}, ${at}` : roleLabel(role);
    }),
    left: leftAt !== null,
  }));
  found.sort((a, b) => Number(a.left) - Number(b.left) || a.name.localeCompare(b.name, 'en-GB'));
  return { rows: found, more: rows.length > shownAtMost };
}

async function actions(
  records: Records,
  tx: Transaction,
  sought: Sought,
  hits: Hits,
): Promise<SearchView['actions']> {
  const { partnershipId, action, audit } = sought;
  const of = audit
    ? await tx.audit.findMany({
        where: { partnershipId, number: { startsWith: audit } },
        select: { id: true },
        take: shownAtMost,
      })
    : [];
  const within = audit ? { auditId: { in: of.map(({ id }) => id) } } : {};
  const byNumber = action === null ? [] : [{ number: action, ...within }];
  if (hits.action.length + byNumber.length === 0) return nothing;
  const views = await actionViews(records, tx, {
    partnershipId,
    where: { OR: [{ id: { in: hits.action } }, ...byNumber] },
    orderBy: [{ adoptedAt: 'desc' }, { number: 'asc' }],
    take: shownAtMost + 1,
    updates: 0,
  });
  const rows = views.slice(0, shownAtMost).map((view) => {
    const { number, text, owner, state } = view;
    return { audit: view.audit.number, number, text, owner: owner.name, state };
  });
  return { rows, more: views.length > shownAtMost };
}
