import type { FastifyInstance } from 'fastify';
import type { ApiDependencies } from './dependencies.ts';

/** For load balancers: 503 while the database cannot be reached. */
export function healthRoute(app: FastifyInstance, { records }: ApiDependencies): void {
  app.get('/health', { config: { query: 'any' } }, async (_request, reply) => {
    try {
      await records.database.$queryRaw`SELECT 1`;
      return { status: 'ok', database: 'ok' };
    } catch {
      return reply.status(503).send({ status: 'unavailable', database: 'unreachable' });
    }
  });
}
