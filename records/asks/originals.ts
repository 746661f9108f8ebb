import { randomUUID } from 'node:crypto';
import { type OriginalRef, originalName } from '../../domain/original.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { digest, open, seal, sha256 } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';

interface OfAudit {
  partnershipId: string;
  auditId: string;
}

/**
 * Keeps the original of what is entered for somebody else, sealed. It is kept before the answer is
 * taken: should the form have to be filled in again, nobody has to find the file once more.
 */
export async function keepOriginal(
  records: Records,
  input: OfAudit & { name: string; bytes: Buffer },
  by: Actor,
  now: Date,
): Promise<OriginalRef> {
  const { partnershipId, auditId, bytes } = input;
  const name = originalName(input.name);
  return transaction(records, async (tx) => {
    const key = await records.keyring.audit(tx, auditId);
    const id = randomUUID();
    await tx.original.create({
      data: {
        id,
        partnershipId,
        auditId,
        nameSealed: seal(key, `Original.nameSealed/${id}`, name),
        contentSealed: seal(key, `Original.contentSealed/${id}`, bytes.toString('base64')),
        addedAt: now,
        addedById: by.contactId ?? '',
      },
    });
    await appendEvent(tx, {
      partnershipId,
      chain: auditId,
      kind: 'original.kept',
      ids: { original: id, bytes: bytes.length },
      digests: { content: digest(key, sha256(bytes)) },
      by,
      now,
    });
    return { id, name };
  });
}

/** One original with its content; null for another audit's, as for a random id. */
export async function originalOf(
  records: Records,
  given: OfAudit & { originalId: string },
): Promise<(OriginalRef & { bytes: Buffer }) | null> {
  const { partnershipId, auditId, originalId: id } = given;
  return transaction(records, async (tx) => {
    const row = await tx.original.findFirst({ where: { id, auditId, partnershipId } });
    if (!row) return null;
    const key = await records.keyring.audit(tx, auditId);
    const name = open(key, `Original.nameSealed/${id}`, row.nameSealed);
    const content = open(key, `Original.contentSealed/${id}`, row.contentSealed);
    return { id, name, bytes: Buffer.from(content, 'base64') };
  });
}

export interface OriginalLine extends OriginalRef {
  at: Date;
  by: string;
}

/** Every original of an audit, the newest first. */
export async function originalsOf(records: Records, given: OfAudit): Promise<OriginalLine[]> {
  const { partnershipId, auditId } = given;
  return transaction(records, async (tx) => {
    const rows = await tx.original.findMany({
      where: { auditId, partnershipId },
      orderBy: [{ addedAt: 'desc' }, { id: 'asc' }],
      select: { id: true, nameSealed: true, addedAt: true, addedById: true },
    });
    const key = await records.keyring.audit(tx, auditId);
    const contactIds = rows.map(({ addedById }) => addedById);
    const names = await namesOf(records, tx, { partnershipId, contactIds });
    return rows.map(({ id, nameSealed, addedAt, addedById }) => ({
      id,
      name: open(key, `Original.nameSealed/${id}`, nameSealed),
      at: addedAt,
      by: names.get(addedById) ?? '',
    }));
  });
}
