import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

/** A form that our own pages never send: an extra key, a wrong type, a list for a text. */
class MalformedForm extends Error {
  readonly statusCode = 400;
}

/**
 * The fields of a posted form, each key known. What people mistype is the schema's business to let
 * through as text and the page's to answer; what no page of ours can send is refused here.
 */
export function formOf<S extends z.ZodRawShape>(request: FastifyRequest, fields: S) {
  const schema = z.strictObject({ ...fields, _csrf: z.string().optional() });
  const parsed = schema.safeParse(request.body ?? {});
  if (!parsed.success) throw new MalformedForm('the form has a field that the page does not');
  return parsed.data;
}
