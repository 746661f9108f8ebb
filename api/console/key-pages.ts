import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { apiKeysOf, makeApiKey, revokeApiKey } from '../../records/access/api-keys.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import { dayOf } from './moments.ts';

/** Keys for programs that start and read audits. */
export function keyPages(app: FastifyInstance, { records }: ApiDependencies, access: Access): void {
  const editor = { preHandler: access.requireEditor };

  app.get('/console/keys', editor, async (request, reply) => page(request, reply, {}));

  app.post('/console/keys', editor, async (request, reply) => {
    const text = z.string().max(500).default('');
    const { label, role } = formOf(request, { label: text, role: text });
    const missing = 'Say what the key is for.';
    const problems = textProblems('label', label, { missing, longest: 100 });
    if (role !== 'editor' && role !== 'reader') {
      problems.push({ field: 'role', message: 'Choose what the key may do.' });
      return page(request, reply.status(422), { typed: { label, role }, problems });
    }
    if (problems.length > 0) {
      return page(request, reply.status(422), { typed: { label, role }, problems });
    }
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, role, label } as const;
    const { key } = await makeApiKey(records, input, actorIn(request), request.now);
    // Shown in the answer itself: a redirect would have to carry it.
    return page(request, reply, { made: key });
  });

  type KeyRequest = FastifyRequest<{ Params: { id: string } }>;
  app.post('/console/keys/:id/revoke', editor, async (request: KeyRequest, reply) => {
    formOf(request, {});
    const input = { partnershipId: staffIn(request).partnershipId, id: request.params.id };
    const known = await revokeApiKey(records, input, actorIn(request), request.now);
    if (!known) throw new NotFound();
    return reply.redirect('/console/keys', 303);
  });

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    given: {
      typed?: { label: string; role: string };
      problems?: FieldProblem[];
      made?: string;
    },
  ): Promise<FastifyReply> {
    const keys = await apiKeysOf(records, staffIn(request).partnershipId);
    return consolePage(request, reply, 'keys', {
      title: 'API keys',
      keys: keys.map((key) => ({
        ...key,
        made: dayOf(key.createdAt),
        ended: key.revokedAt ? dayOf(key.revokedAt) : '',
      })),
      typed: given.typed ?? { label: '', role: '' },
      problems: given.problems ?? [],
      madeKey: given.made,
    });
  }
}
