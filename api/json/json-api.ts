import swagger from '@fastify/swagger';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from '@fastify/type-provider-zod';
import type { FastifyInstance } from 'fastify';
import type { ApiDependencies } from '../dependencies.ts';
import { auditRoutes } from './audit-routes.ts';
import { auditDetailRoutes } from './audits.ts';
import { requireKey } from './key-access.ts';

/**
 * The JSON API. A route is declared in a file beside this one with a zod schema (`z.strictObject`)
 * for all that comes in and goes out: it validates, types and documents.
 */
export async function jsonApi(app: FastifyInstance, dependencies: ApiDependencies): Promise<void> {
  app.decorateRequest('keyHolder', null);
  await app.register(
    async (scope) => {
      scope.setValidatorCompiler(validatorCompiler);
      scope.setSerializerCompiler(serializerCompiler);
      await scope.register(swagger, {
        openapi: {
          info: {
            title: 'Deepdive',
            description: 'Start and read audits. Keys are made in the console.',
            version: '1',
          },
          servers: [{ url: dependencies.config.publicUrl }],
          components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
          security: [{ key: [] }],
        },
        transform: jsonSchemaTransform,
      });
      scope.get('/openapi.json', { schema: { hide: true } }, async () => scope.swagger());
      await scope.register(async (behindKey) => {
        behindKey.addHook('onRequest', requireKey(dependencies));
        auditRoutes(behindKey.withTypeProvider<ZodTypeProvider>(), dependencies);
        auditDetailRoutes(behindKey.withTypeProvider<ZodTypeProvider>(), dependencies);
      });
    },
    { prefix: '/api' },
  );
}
