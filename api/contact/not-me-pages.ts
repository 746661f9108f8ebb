import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { partnershipName } from '../../records/access/readers.ts';
import { type RightPerson, sayWrongPerson } from '../../records/directory/wrong-person.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { formOf } from '../forms.ts';
import {
  anyQuery,
  baseOf,
  type LinkRequest,
  type OpenLink,
  openLink,
  perAddress,
} from './link-pages.ts';

interface Typed extends RightPerson {
  key: string;
}

/**
 * Somebody holds a link that was meant for another person. What to do, and one question: who is the
 * right one? It is asked before any code, so the page says nothing about anybody.
 */
export function notMePages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records } = dependencies;
  const path = '/l/:token/not-me';

  app.get(path, { config: anyQuery }, async (request: LinkRequest, reply) => {
    const link = await openLink(dependencies, request, reply);
    if (!link) return reply;
    const { told } = request.query as { told?: string };
    const said = told === 'yes' || told === 'before' ? told : null;
    const typed = { key: randomUUID(), name: '', email: '', remark: '' };
    return page(request, reply, { link, said, typed, problems: [] });
  });

  app.post(path, { config: perAddress }, async (request: LinkRequest, reply) => {
    const text = z.string().max(100_000).default('');
    const typed = formOf(request, { key: z.uuid(), name: text, email: text, remark: text });
    const link = await openLink(dependencies, request, reply);
    if (!link) return reply;
    const { partnershipId, contactId } = link;
    const { key, ...said } = typed;
    const input = { partnershipId, contactId, key, said };
    const outcome = await sayWrongPerson(records, input, request.now);
    if (outcome.kind === 'refused') {
      const { problems } = outcome;
      return page(request, reply.status(422), { link, said: null, typed, problems });
    }
    const told = outcome.kind === 'said' ? 'yes' : 'before';
    return reply.redirect(`${baseOf(request)}/not-me?told=${told}`, 303);
  });

  async function page(
    request: LinkRequest,
    reply: FastifyReply,
    given: {
      link: OpenLink;
      /** Whether the business unit has been told just now, or knew it. */
      said: 'yes' | 'before' | null;
      typed: Typed;
      problems: FieldProblem[];
    },
  ): Promise<FastifyReply> {
    const { link, ...facts } = given;
    return reply.page('contact/not-me.njk', {
      title: facts.said ? 'Thank you' : 'If this was not meant for you',
      base: baseOf(request),
      backLink: baseOf(request),
      look: link.partnershipId,
      partnershipName: await partnershipName(records, link.partnershipId),
      ...facts,
    });
  }
}
