import type { FastifyInstance } from 'fastify';
import type { ApiDependencies } from './dependencies.ts';

/** One line a request. The route, never the address: an address can hold a link's secret. */
export function registerRequestLog(app: FastifyInstance, { log }: ApiDependencies): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const ms = Math.round(reply.elapsedTime);
    log.info({ method, route: routeOptions.url ?? null, status: reply.statusCode, ms }, 'request');
  });
}
