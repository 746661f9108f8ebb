import type { FastifyInstance } from 'fastify';
import { stepWords } from '../../domain/event-words.ts';
import type { Words } from '../../domain/words.ts';
import { contributionsOf } from '../../records/audits/contributions.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { type AuditRequest, auditIn, consolePage } from './console-page.ts';

/** How each agency has met what was asked of it, for the chair who holds them to account (SO-5). */
export function contributionPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };
  app.get('/console/audits/:number/contributions', staff, async (request: AuditRequest, reply) => {
    const { id: auditId } = await auditIn(records, request);
    const { partnershipId } = staffIn(request);
    const view = await contributionsOf(records, { partnershipId, auditId });
    if (!view) throw new NotFound();
    const { number, profile, contributions } = view;
    return consolePage(request, reply, 'contributions', {
      title: 'What agencies contributed',
      number,
      backLink: `/console/audits/${number}`,
      contributions: contributions.map((each) => ({
        ...each,
        late: inWords(each.late, profile.words),
        silent: inWords(each.silent, profile.words),
      })),
    });
  });
}

/** "The pack, the report (twice)" */
function inWords(steps: string[], words: Words): string[] {
  return [...new Set(steps)].map((step) => {
    const times = steps.filter((each) => each === step).length;
    const what = stepWords(step, words);
    return times > 1 ? `${what} (${times} times)` : what;
  });
}
