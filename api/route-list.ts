import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route there is: the tests of access go through all of them, so none can be left out. */
    routeList: { method: string; url: string }[];
  }
}

export function registerRouteList(app: FastifyInstance): void {
  const list: { method: string; url: string }[] = [];
  app.decorate('routeList', list);
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') list.push({ method: each, url });
  });
}
