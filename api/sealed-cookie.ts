import { hkdfSync } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { openJson, sealJson } from '../records/store/sealing.ts';
import { cookieNames, cookieOptions } from './cookies.ts';

/** What a browser carries through a sign-in, which nobody can read or make but this installation. */
export interface SealedCookie<T> {
  put(reply: FastifyReply, value: T, now: Date): void;
  /** Null where there is none, or it is too old or not ours. */
  read(request: FastifyRequest): T | null;
  clear(reply: FastifyReply): void;
}

/** The cookie of `cookieNames.attempt`, for one purpose at a time. */
export function sealedCookie<T>(
  cookieKey: Buffer,
  { purpose, minutes, schema }: { purpose: string; minutes: number; schema: z.ZodType<T> },
): SealedCookie<T> {
  const key = Buffer.from(hkdfSync('sha256', cookieKey, '', 'deepdive sign-in', 32));
  const name = cookieNames.attempt;
  return {
    put(reply, value, now) {
      const expiresAt = now.getTime() + minutes * 60_000;
      const text = Buffer.from(sealJson(key, purpose, { value, expiresAt })).toString('base64url');
      reply.setCookie(name, text, { ...cookieOptions, maxAge: minutes * 60 });
    },
    read(request) {
      const text = request.cookies[name];
      if (!text) return null;
      try {
        const sealed = Buffer.from(text, 'base64url');
        const { value, expiresAt } = openJson<{ value: unknown; expiresAt: number }>(
          key,
          purpose,
          sealed,
        );
        return expiresAt > request.now.getTime() ? schema.parse(value) : null;
      } catch {
        return null;
      }
    },
    clear(reply) {
      reply.clearCookie(name, cookieOptions);
    },
  };
}
