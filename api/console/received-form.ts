import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { dateOf } from '../../domain/calendar.ts';
import { originalName, originalProblems } from '../../domain/original.ts';
import { type CheckedReceived, checkReceived, waysReceived } from '../../domain/received.ts';
import { dayWithoutWeekday } from '../../domain/typed-degree-date.ts';
import { keepOriginal, originalOf } from '../../records/asks/originals.ts';
import type { Records } from '../../records/store/transaction.ts';
import { staffIn } from '../access.ts';
import { actorIn } from './console-page.ts';

/** From whom, how and when the business unit received what it enters for somebody else. */
export const receivedFields = {
  from: z.string().max(500).default(''),
  how: z.string().max(20).default(''),
  receivedOn: z.string().max(500).default(''),
  /** The original that was kept when the form was sent before. */
  original: z.union([z.uuid(), z.literal('')]).default(''),
  attachment: z.instanceof(Buffer).optional(),
};

export interface TypedReceived {
  from: string;
  how: string;
  receivedOn: string;
  original: string;
  /** Of the original that is kept already. */
  originalName?: string;
  attachment?: Buffer | undefined;
}

/**
 * What was said of how it was received, with the original kept that came with the form. It stays kept
 * where something else in the form is wrong, so that nobody has to find the file again.
 */
export async function readReceived(
  records: Records,
  request: FastifyRequest,
  form: TypedReceived,
  of: { auditId: string; zone: string },
): Promise<{ received: TypedReceived; checked: CheckedReceived }> {
  const { from, how, receivedOn, attachment } = form;
  const { partnershipId } = staffIn(request);
  const { auditId } = of;
  const file = attachment as (Buffer & { fileName?: string }) | undefined;
  const name = originalName(file?.fileName ?? '');
  // A form without a file has an empty one without a name.
  const given = file && name !== '' ? { name, bytes: file } : null;
  const wrong = given ? originalProblems({ name, bytes: given.bytes.length }) : [];
  const by = actorIn(request);
  const kept =
    given && wrong.length === 0
      ? await keepOriginal(records, { partnershipId, auditId, ...given }, by, request.now)
      : await keptBefore(records, { partnershipId, auditId, originalId: form.original });
  const received = {
    from,
    how,
    receivedOn,
    original: kept?.id ?? '',
    ...(kept ? { originalName: kept.name } : {}),
  };
  const checked = checkReceived(received, dateOf(request.now, of.zone));
  if (wrong.length > 0) {
    const problems = [...(checked.ok ? [] : checked.problems), ...wrong];
    return { received, checked: { ok: false, problems } };
  }
  if (!checked.ok || !kept) return { received, checked };
  const original = { id: kept.id, name: kept.name };
  return { received, checked: { ok: true, received: { ...checked.received, original } } };
}

async function keptBefore(
  records: Records,
  given: { partnershipId: string; auditId: string; originalId: string },
): Promise<{ id: string; name: string } | null> {
  return given.originalId === '' ? null : originalOf(records, given);
}

/** What the part of the page shows that asks for it; filled in with today. */
export function receivedFacts(typed: TypedReceived | null, today: string) {
  return {
    ways: waysReceived,
    received: typed ?? { from: '', how: '', receivedOn: dayWithoutWeekday(today), original: '' },
  };
}
