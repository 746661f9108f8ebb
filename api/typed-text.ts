import type { FastifyRequest } from 'fastify';

/** Shorter ones are choices and numbers, quickly given again. */
const worthKeeping = 20;

/**
 * What somebody had typed into a form that cannot be taken now (signed out, page too old, a fault):
 * the answer shows it once more to be copied. Nothing of a form that another site has sent.
 */
export function typedTexts(request: FastifyRequest): string[] {
  const { body, headers } = request;
  if (headers['sec-fetch-site'] !== 'same-origin' || !body || typeof body !== 'object') return [];
  return Object.entries(body).flatMap(([key, value]: [string, unknown]) =>
    key !== '_csrf' && typeof value === 'string' && value.length >= worthKeeping ? [value] : [],
  );
}
