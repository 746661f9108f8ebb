import {
  type AuditFacts,
  auditFacts,
  findOwnAsk,
  type OwnAsk,
  type ReaderIds,
} from '../asks/contact-view.ts';
import { auditContext } from '../audits/audit-context.ts';
import { type CaseIdentity, caseIdentities } from '../sample/identities.ts';
import { type Key, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import type { InvolvementDetail } from './answer-involvement.ts';

export interface AnsweredSpell extends InvolvementDetail {
  service: string | null;
  from: string | null;
  to: string | null;
}

export interface AskedChild {
  caseId: string;
  number: number;
  people: CaseIdentity['people'];
  /** What was answered; null while it is still to be answered. */
  answer: { known: boolean; spells: AnsweredSpell[] } | null;
}

export interface InvolvementView {
  ask: OwnAsk;
  audit: AuditFacts;
  agency: { id: string; name: string; services: { id: string; name: string }[] };
  others: { id: string; key: string; name: string }[];
  children: AskedChild[];
}

/** The page on which an agency's lead says which of an audit's children it knew. */
export async function involvementView(
  records: Records,
  reader: ReaderIds,
  askId: string,
): Promise<InvolvementView | null> {
  const read = await transaction(records, async (tx) => {
    const ask = await findOwnAsk(tx, reader, askId);
    if (ask?.step !== 'involvement' || !ask.agencyId) return null;
    const context = await auditContext(tx, ask.auditId);
    const agencies = await tx.agency.findMany({
      where: { partnershipId: reader.partnershipId },
      orderBy: { name: 'asc' },
      include: { services: { orderBy: { name: 'asc' }, select: { id: true, name: true } } },
    });
    const agency = agencies.find((each) => each.id === ask.agencyId);
    if (!agency) return null;
    return {
      ask,
      audit: await auditFacts(records, tx, context),
      agency,
      others: agencies
        .filter((each) => each.id !== agency.id)
        .map(({ id, key, name }) => ({ id, key, name })),
      answers: await answersOf(records, tx, { auditId: ask.auditId, agencyId: agency.id }),
    };
  });
  if (!read) return null;
  const { answers, ...view } = read;
  const { auditId } = read.ask;
  const identities = await caseIdentities(records, {
    partnershipId: reader.partnershipId,
    auditId,
  });
  const children = identities.flatMap(({ caseId, number, people }) => {
    const answer = answers.get(caseId);
    return answer === undefined ? [] : [{ caseId, number, people, answer }];
  });
  return { ...view, children };
}

/** By child: what the agency has answered, or null; children under hold are left out. */
async function answersOf(
  records: Records,
  tx: Transaction,
  where: { auditId: string; agencyId: string },
): Promise<Map<string, AskedChild['answer']>> {
  const key = await records.keyring.audit(tx, where.auditId);
  const rows = await tx.involvement.findMany({
    where: { ...where, case: { heldAt: null } },
    include: { service: { select: { name: true } } },
  });
  const answers = new Map<string, AskedChild['answer']>();
  for (const row of rows) {
    if (row.state === 'asked' || row.state === 'not-answered') answers.set(row.caseId, null);
    else {
      const known = row.state === 'known';
      const answer = answers.get(row.caseId) ?? { known, spells: [] };
      if (known) answer.spells.push(spellOf(key, row));
      answers.set(row.caseId, answer);
    }
  }
  return answers;
}

function spellOf(
  key: Key,
  row: {
    id: string;
    detailSealed: Uint8Array | null;
    fromDate: string | null;
    toDate: string | null;
    service: { name: string } | null;
  },
): AnsweredSpell {
  const place = `Involvement.detailSealed/${row.id}`;
  const detail = row.detailSealed ? openJson<InvolvementDetail>(key, place, row.detailSealed) : {};
  const service = row.service?.name ?? null;
  return { ...detail, service, from: row.fromDate, to: row.toDate };
}
