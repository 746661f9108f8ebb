import { openJson, sealJson } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';

/** One form of an audit as one member of staff fills it in: "return/<id>/1". */
export interface FormPlace {
  partnershipId: string;
  auditId: string;
  contactId: string;
  form: string;
}

/** Keeps what has been typed and not sent, so that whoever goes to another page finds it again. */
export async function keepForm(
  records: Records,
  place: FormPlace,
  typed: object,
  now: Date,
): Promise<void> {
  const { partnershipId, auditId } = place;
  await transaction(records, async (tx) => {
    const id = idOf(place);
    const key = await records.keyring.audit(tx, auditId);
    const typedSealed = sealJson(key, `UnfinishedForm.typedSealed/${id}`, typed);
    const saved = { typedSealed, savedAt: now };
    await tx.unfinishedForm.upsert({
      where: { id },
      update: saved,
      create: { id, partnershipId, auditId, ...saved },
    });
  });
}

export async function keptForm<Typed>(records: Records, place: FormPlace): Promise<Typed | null> {
  const { partnershipId, auditId } = place;
  return transaction(records, async (tx) => {
    const id = idOf(place);
    const row = await tx.unfinishedForm.findFirst({ where: { id, partnershipId, auditId } });
    if (!row) return null;
    const key = await records.keyring.audit(tx, auditId);
    return openJson<Typed>(key, `UnfinishedForm.typedSealed/${id}`, row.typedSealed);
  });
}

/** It has been sent. */
export async function dropForm(records: Records, place: FormPlace): Promise<void> {
  const { partnershipId } = place;
  await transaction(records, (tx) =>
    tx.unfinishedForm.deleteMany({ where: { id: idOf(place), partnershipId } }),
  );
}

function idOf({ contactId, form }: FormPlace): string {
  return `${contactId}/${form}`;
}
