import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { holdGrounds, holdGroundWords, type TypedHold } from '../../domain/hold.ts';
import { namesOf } from '../../records/directory/people-names.ts';
import { holdOf, sealCase, unsealCase } from '../../records/sample/seal-case.ts';
import { transaction } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { missingReason, reasonField } from './change-pages.ts';
import { actorIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';
import { type ChildRequest, childIn } from './sample-pages.ts';

interface Shown {
  problems?: FieldProblem[];
  typed?: TypedHold;
  reason?: string;
}

/** Sealing a child because of a death, court proceedings or a review, and lifting it again. */
export function sealPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };
  const base = '/console/audits/:number/children/:child';

  async function page(request: ChildRequest, reply: FastifyReply, shown: Shown) {
    const child = await childIn(records, request);
    const { partnershipId } = staffIn(request);
    const hold = await holdOf(records, { partnershipId, caseId: child.id });
    const audit = `/console/audits/${request.params.number}`;
    return consolePage(request, reply, 'seal', {
      title: hold ? `C${child.number} is sealed` : `Seal C${child.number}`,
      number: request.params.number,
      base: `${audit}/children/C${child.number}`,
      backLink: audit,
      child,
      grounds: holdGrounds.map((value) => ({ value, text: holdGroundWords[value] })),
      hold: hold && {
        ground: holdGroundWords[hold.ground],
        reason: hold.reason,
        since: momentOf(hold.since),
        by: await nameOf(partnershipId, hold.byId),
      },
      ...shown,
    });
  }

  async function nameOf(partnershipId: string, contactId: string | null): Promise<string> {
    const names = await transaction(records, (tx) =>
      namesOf(records, tx, { partnershipId, contactIds: [contactId] }),
    );
    return names.get(contactId ?? '') ?? '';
  }

  app.get(`${base}/seal`, editor, async (request: ChildRequest, reply) => page(request, reply, {}));

  app.post(`${base}/seal`, editor, async (request: ChildRequest, reply) => {
    const typed = formOf(request, { ground: z.string().max(40).default(''), reason: reasonField });
    const child = await childIn(records, request);
    const input = { partnershipId: staffIn(request).partnershipId, caseId: child.id, ...typed };
    const outcome = await sealCase(records, input, actorIn(request), request.now);
    switch (outcome.kind) {
      case 'not-found':
        throw new NotFound();
      case 'refused':
        return page(request, reply.status(422), { problems: outcome.problems, typed });
      case 'sealed':
      case 'sealed-before':
        nudge();
        return reply.redirect(`/console/audits/${request.params.number}#children`, 303);
    }
  });

  app.post(`${base}/unseal`, editor, async (request: ChildRequest, reply) => {
    const { reason } = formOf(request, { reason: reasonField });
    const child = await childIn(records, request);
    const input = { partnershipId: staffIn(request).partnershipId, caseId: child.id, reason };
    const outcome = await unsealCase(records, input, actorIn(request), request.now);
    switch (outcome) {
      case 'not-found':
        throw new NotFound();
      case 'no-reason':
        return page(request, reply.status(422), { problems: [missingReason], reason });
      case 'paused': {
        const message = 'The audit is paused. Resume it first: new dates are counted from then.';
        return page(request, reply.status(422), {
          problems: [{ field: 'reason', message }],
          reason,
        });
      }
      case 'unsealed':
      case 'not-sealed':
        nudge();
        return reply.redirect(`/console/audits/${request.params.number}#children`, 303);
    }
  });
}
