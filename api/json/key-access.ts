import type { FastifyReply, FastifyRequest } from 'fastify';
import { findApiKey } from '../../records/access/api-keys.ts';
import type { ApiDependencies } from '../dependencies.ts';

type KeyHolder = NonNullable<Awaited<ReturnType<typeof findApiKey>>>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose key came with the request; set for every route of the JSON API. */
    keyHolder: KeyHolder | null;
  }
}

/** Lets requests with a bearer key in; a reader's key may only read. */
export function requireKey({ records }: Pick<ApiDependencies, 'records'>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const key = /^Bearer ([\w-]{20,200})$/i.exec(request.headers.authorization ?? '')?.[1];
    request.keyHolder = key ? await findApiKey(records, key) : null;
    if (!request.keyHolder) {
      reply.status(401).header('www-authenticate', 'Bearer');
      return reply.send({ error: 'unauthorised' });
    }
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads && request.keyHolder.role !== 'editor') {
      return reply.status(403).send({ error: 'forbidden' });
    }
  };
}

/** The holder of the key of a route behind `requireKey`. */
export function keyHolderIn(request: FastifyRequest): KeyHolder {
  if (!request.keyHolder) throw new Error(`${request.routeOptions.url} asks for no key`);
  return request.keyHolder;
}
