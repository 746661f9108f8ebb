import { sendBack } from '../../records/checks/check-return.ts';
import { draftsOf, saveDraft } from '../../records/returns/return-drafts.ts';
import { submitReturn } from '../../records/returns/submit-return.ts';
import type { Records } from '../../records/store/transaction.ts';
import type { Aldermere } from './directory.ts';
import { fillIn, type RunningAudit, returnOf } from './running-audit.ts';

interface Tool {
  place: Aldermere;
  returnId: string;
  /** The contact who completes it. */
  by: string;
}

/** A police officer's tool, say: filled in and submitted as the pages do. */
export async function submitted(
  records: Records,
  given: {
    place: Aldermere;
    audit: RunningAudit;
    agency: keyof Aldermere['agencies'];
    number: number;
    by: string;
    text?: string;
  },
  now: Date,
): Promise<string> {
  const { place, audit, agency, number, by, text } = given;
  const { id } = await returnOf(records, audit, { agencyId: place.agencies[agency], number });
  await fillIn(records, { place, returnId: id, by, ...(text ? { text } : {}) }, now);
  const outcome = await submitAgain(records, { place, returnId: id, by }, now);
  if (outcome !== 'submitted') throw new Error(`not submitted: ${outcome}`);
  return id;
}

/** Changes one section of a tool that was sent back and answers the remark on it. */
export async function revise(
  records: Records,
  given: Tool & { section: string; text: string; answer: string },
  now: Date,
): Promise<string> {
  const { place, returnId, by, section, text, answer } = given;
  const stored = await draft(records, { returnId, section });
  const saved = await saveDraft(
    records,
    {
      partnershipId: place.id,
      returnId,
      section,
      answers: { ...stored?.answers, 'good-practice': text },
      revision: stored?.revision ?? 0,
      remarkAnswer: answer,
    },
    { contactId: by },
    now,
  );
  return saved.kind;
}

export async function submitAgain(records: Records, given: Tool, now: Date): Promise<string> {
  const { place, returnId, by } = given;
  const { version, drafts } = await records.database.return.findUniqueOrThrow({
    where: { id: returnId },
    include: { drafts: { select: { section: true, revision: true } } },
  });
  const outcome = await submitReturn(
    records,
    {
      partnershipId: place.id,
      returnId,
      submissionKey: `form-${returnId}-${version + 1}`,
      seen: Object.fromEntries(drafts.map((each) => [each.section, each.revision])),
    },
    { contactId: by },
    now,
  );
  return outcome.kind;
}

/** The officer sends the newest version back with remarks by section. */
export async function sentBack(
  records: Records,
  given: { place: Aldermere; returnId: string; remarks: Record<string, string> },
  now: Date,
): Promise<void> {
  const { place, returnId, remarks } = given;
  const { version } = await records.database.return.findUniqueOrThrow({ where: { id: returnId } });
  const outcome = await sendBack(
    records,
    { partnershipId: place.id, returnId, version, remarks },
    { contactId: place.people.nadia.id },
    now,
  );
  if (outcome.kind !== 'sent-back') throw new Error(`not sent back: ${outcome.kind}`);
}

async function draft(records: Records, given: { returnId: string; section: string }) {
  const { request } = await records.database.return.findUniqueOrThrow({
    where: { id: given.returnId },
    select: { request: { select: { auditId: true } } },
  });
  const key = await records.keyring.audit(records.database, request.auditId);
  return (await draftsOf(records.database, { id: given.returnId, key })).get(given.section);
}
