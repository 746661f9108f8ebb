import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cleanTyped } from '../domain/typed-text.ts';

/** How many bytes a form of a link's pages may have: what is far too long is shown again. */
export const roomForPastes = 16 * 1024 * 1024;

/** A form that our own pages never send: an extra key, a wrong type, a list for a text. */
class MalformedForm extends Error {
  readonly statusCode = 400;
}

/**
 * The fields of a posted form, each key known. What people mistype is the schema's business to let
 * through as text and the page's to answer; what no page of ours can send is refused here. What is
 * pasted out of other programs loses what is no text (`cleanTyped`).
 */
export function formOf<S extends z.ZodRawShape>(request: FastifyRequest, fields: S) {
  const schema = z.strictObject({ ...fields, _csrf: z.string().optional() });
  const parsed = schema.safeParse(cleaned(request.body ?? {}));
  if (!parsed.success) throw new MalformedForm('the form has a field that the page does not');
  return parsed.data;
}

function cleaned(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const fields = Object.entries(body).map(([name, value]: [string, unknown]) => [
    name,
    Array.isArray(value) ? value.map(cleanedValue) : cleanedValue(value),
  ]);
  return Object.fromEntries(fields);
}

/** Files stay as they are. */
function cleanedValue(value: unknown): unknown {
  return typeof value === 'string' ? cleanTyped(value) : value;
}
