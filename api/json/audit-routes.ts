import type { ZodTypeProvider } from '@fastify/type-provider-zod';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import { z } from 'zod';
import { listAudits } from '../../records/audits/audit-list.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { keyHolderIn } from './key-access.ts';

export type JsonApi = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

const auditSchema = z.strictObject({
  number: z.string().describe('The audit’s number in its partnership, such as "2027-02"'),
  state: z.enum(['open', 'paused', 'cancelled', 'closed']),
  process: z.string().describe('The name of the process that it follows'),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});

export function auditRoutes(api: JsonApi, { records }: ApiDependencies): void {
  api.get(
    '/audits',
    {
      schema: {
        summary: 'All audits under way, and the newest of those that have ended',
        querystring: z.strictObject({}),
        response: { 200: z.strictObject({ audits: z.array(auditSchema) }) },
      },
    },
    async (request) => {
      const { underWay, ended } = await listAudits(records, keyHolderIn(request).partnershipId);
      return {
        audits: [...underWay, ...ended].map((audit) => ({
          number: audit.number,
          state: audit.state as z.infer<typeof auditSchema>['state'],
          process: audit.profile,
          startedAt: audit.startedAt.toISOString(),
          endedAt: audit.endedAt?.toISOString() ?? null,
        })),
      };
    },
  );
}
