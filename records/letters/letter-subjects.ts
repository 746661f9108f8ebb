import { open } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { askOfLetters } from './letter-asks.ts';
import type { ClaimedLetter } from './letter-facts.ts';

/** What an ask is about and how much of it is still missing; children under hold are not counted. */
export interface AskFacts {
  id: string;
  partnershipId: string;
  contactId: string;
  step: string;
  outcome: string | null;
  askedAt: Date;
  dueDate: string;
  firstDueDate: string;
  /** Which time it is asked; of a pair of auditors, the number of its child. */
  round: number | null;
  dueAt: Date;
  agency: string | null;
  requestId: string | null;
  /** Drawn children whose identities nobody has entered yet. */
  unnamed: number;
  /** Children about whom the agency has not said whether it knows them. */
  unanswered: number;
  /** Whether the letter that asks has been sent. */
  told: boolean;
  /** Children with a return in the request; for a colleague, those allocated to them. */
  children: number;
  returns: number;
  openReturns: number;
  /** Of the open ones, those allocated to somebody else. */
  openElsewhere: number;
  /** Of those asked with this one, such as the establishments of an agency: how many, still silent. */
  asked: number;
  silent: number;
  /** The agency itself, where an establishment of it is asked. */
  of: string | null;
  /** Open asks of the same kind of the same person in this audit, this one included. */
  alike: number;
}

export async function asksOf(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, AskFacts>> {
  const asks = await askOfLetters(tx, letters);
  if (asks.size === 0) return new Map();
  const ids = [...new Set(asks.values())];
  const rows = await tx.$queryRaw<AskFacts[]>`
    SELECT a.id, a."partnershipId", a."contactId", a.step, a.outcome, a."dueDate",
      -- What is asked only near its date was asked when that letter was due.
      coalesce((SELECT (m->>'passedAt')::timestamptz FROM jsonb_array_elements(a.moments) m
        WHERE m->>'what' = 'ask' LIMIT 1), a."askedAt") AS "askedAt",
      a."firstDueDate", a."dueAt", a.round, coalesce(a."requestId", q.id) AS "requestId",
      -- An establishment of an agency is asked by its own name.
      coalesce(sv.name, g.name) AS agency,
      (SELECT count(*)::int FROM "Ask" s
        LEFT JOIN "Return" r ON r.id = s."returnId"
        LEFT JOIN "Case" c ON c.id = r."caseId"
        WHERE s."auditId" = a."auditId" AND s.step = a.step AND s."contactId" = a."contactId"
          AND s.outcome IS NULL AND c."heldAt" IS NULL) AS alike,
      (SELECT count(*)::int FROM "Case" c
        WHERE c."auditId" = a."auditId" AND c.state = 'drawn' AND c."heldAt" IS NULL) AS unnamed,
      (SELECT count(DISTINCT i."caseId")::int FROM "Involvement" i
        JOIN "Case" c ON c.id = i."caseId" AND c."heldAt" IS NULL AND c.state IN ('drawn', 'identified')
        WHERE i."auditId" = a."auditId" AND i."agencyId" = a."agencyId" AND i.state = 'asked') AS unanswered,
      g.name AS of,
      (SELECT count(DISTINCT s."requestId")::int FROM "Ask" s
        WHERE s.wait = a.wait AND s.step = a.step
          AND s.outcome IS DISTINCT FROM 'withdrawn') AS asked,
      (SELECT count(*)::int FROM "Ask" s
        WHERE s.wait = a.wait AND s.step = a.step AND s."dueAt" <= a."dueAt"
          AND (s.outcome IS NULL OR s.outcome = 'not-answered')) AS silent,
      EXISTS (SELECT 1 FROM "Letter" l WHERE l.key = a.key || '/ask-1' AND l.state = 'sent') AS told,
      t.children, t.returns, t.open AS "openReturns",
      CASE WHEN a.step IN ('check', 'revise') THEN 0 ELSE t.elsewhere END AS "openElsewhere"
    FROM "Ask" a
    LEFT JOIN "Agency" g ON g.id = a."agencyId"
    LEFT JOIN "Request" rq ON rq.id = a."requestId"
    LEFT JOIN "Service" sv ON sv.id = rq."serviceId"
    -- An invitation to the discussion keeps the place in a calendar that came with the request.
    LEFT JOIN "Request" q
      ON a.step = 'attend' AND q."auditId" = a."auditId" AND q."agencyId" = a."agencyId"
    LEFT JOIN LATERAL (
      SELECT count(DISTINCT r."caseId")::int AS children, count(*)::int AS returns,
        count(*) FILTER (WHERE r.state = 'asked')::int AS open,
        count(*) FILTER (WHERE r.state = 'asked'
          AND r."assigneeId" <> a."contactId")::int AS elsewhere
      FROM "Return" r
      JOIN "Case" c ON c.id = r."caseId" AND c."heldAt" IS NULL
      WHERE r."requestId" = a."requestId" AND r.state <> 'withdrawn'
        AND (a.step <> 'allocated' OR r."assigneeId" = a."contactId")
    ) t ON true
    WHERE a.id = ANY(${ids}::text[])`;
  return byLetter(letters, rows, (letter, row) => asks.get(letter.id) === row.id);
}

/** A request that the reader has handed over. */
export interface RequestFacts {
  id: string;
  partnershipId: string;
  agency: string;
}

export async function requestsOf(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, RequestFacts>> {
  const ids = letters.flatMap(({ ids }) => (typeof ids.request === 'string' ? ids.request : []));
  if (ids.length === 0) return new Map();
  const found = await tx.request.findMany({
    where: { id: { in: ids } },
    select: {
      id: true,
      partnershipId: true,
      agency: { select: { name: true } },
      service: { select: { name: true } },
    },
  });
  const rows = found.map(({ agency, service, ...row }) => {
    return { ...row, agency: service?.name ?? agency.name };
  });
  return byLetter(letters, rows, (letter, row) => letter.ids.request === row.id);
}

/** A submitted version, and how much of its request the reader still has to do. */
export interface ReceiptFacts {
  letterId: string;
  partnershipId: string;
  receipt: string;
  submittedAt: Date;
  onBehalf: boolean;
  agency: string;
  openReturns: number;
  /** Keys of the partnerships that it serves, where several share the tool. */
  serves: string[] | null;
}

export async function receiptsOf(
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, ReceiptFacts>> {
  const wanted = letters.filter(({ ids }) => typeof ids.return === 'string');
  if (wanted.length === 0) return new Map();
  const rows = await tx.$queryRaw<ReceiptFacts[]>`
    SELECT w.letter AS "letterId", v."partnershipId", v.receipt, v."submittedAt",
      v."onBehalfOf" IS NOT NULL AS "onBehalf", v.serves,
      coalesce(sv.name, g.name) AS agency,
      (SELECT count(*)::int FROM "Return" o
        JOIN "Case" c ON c.id = o."caseId" AND c."heldAt" IS NULL
        WHERE o."requestId" = q.id AND o.state IN ('asked', 'sent-back')
          AND (o."assigneeId" = w.reader OR q."responsibleId" = w.reader)) AS "openReturns"
    FROM unnest(
      ${wanted.map((each) => each.id)}::text[],
      ${wanted.map((each) => each.contactId)}::text[],
      ${wanted.map((each) => String(each.ids.return))}::text[],
      ${wanted.map((each) => Number(each.ids.version))}::int[]
    ) AS w(letter, reader, return, version)
    JOIN "ReturnVersion" v ON v."returnId" = w.return AND v.version = w.version
    JOIN "Return" r ON r.id = v."returnId"
    JOIN "Request" q ON q.id = r."requestId"
    JOIN "Agency" g ON g.id = q."agencyId"
    LEFT JOIN "Service" sv ON sv.id = q."serviceId"`;
  return byLetter(letters, rows, (letter, row) => letter.id === row.letterId);
}

/** A mailed code; the digits are there until its letter has been written. */
export interface CodeFacts {
  id: string;
  partnershipId: string;
  label: string;
  digits: string | null;
  expiresAt: Date;
  usedAt: Date | null;
}

export async function codesOf(
  records: Records,
  tx: Transaction,
  letters: ClaimedLetter[],
): Promise<Map<string, CodeFacts>> {
  const ids = letters.flatMap(({ ids }) => (typeof ids.code === 'string' ? ids.code : []));
  if (ids.length === 0) return new Map();
  const rows = await tx.linkCode.findMany({ where: { id: { in: ids } } });
  const codes: CodeFacts[] = [];
  for (const { id, partnershipId, label, codeSealed, expiresAt, usedAt } of rows) {
    const key = await records.keyring.partnership(tx, partnershipId);
    const digits = codeSealed ? open(key, `LinkCode.codeSealed/${id}`, codeSealed) : null;
    codes.push({ id, partnershipId, label, digits, expiresAt, usedAt });
  }
  return byLetter(letters, codes, (letter, row) => letter.ids.code === row.id);
}

/** Another partnership's row is as good as none. */
function byLetter<T extends { partnershipId: string }>(
  letters: ClaimedLetter[],
  rows: T[],
  matches: (letter: ClaimedLetter, row: T) => boolean,
): Map<string, T> {
  const found = new Map<string, T>();
  for (const letter of letters) {
    const row = rows.find(
      (each) => each.partnershipId === letter.partnershipId && matches(letter, each),
    );
    if (row) found.set(letter.id, row);
  }
  return found;
}
