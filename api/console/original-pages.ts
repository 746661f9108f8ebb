import type { FastifyInstance, FastifyRequest } from 'fastify';
import { originalOf, originalsOf } from '../../records/asks/originals.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { type AuditRequest, auditIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';

type OriginalRequest = FastifyRequest<{ Params: { number: string; original: string } }>;

/** The mails, scans and photographs from which answers were entered for others. */
export function originalPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  // Somebody who may only look sees no names of children, and an original is full of them.
  const editor = { preHandler: access.requireEditor };
  const path = '/console/audits/:number/originals';

  app.get(path, editor, async (request: AuditRequest, reply) => {
    const { id: auditId, number } = await auditIn(records, request);
    const { partnershipId } = staffIn(request);
    const originals = await originalsOf(records, { partnershipId, auditId });
    return consolePage(request, reply, 'originals', {
      title: 'Originals of what was entered for others',
      number,
      backLink: `/console/audits/${number}`,
      originals: originals.map((each) => ({ ...each, at: momentOf(each.at) })),
    });
  });

  app.get(`${path}/:original`, editor, async (request: OriginalRequest, reply) => {
    const { id: auditId } = await auditIn(records, request);
    const { partnershipId } = staffIn(request);
    const given = { partnershipId, auditId, originalId: request.params.original };
    const original = await originalOf(records, given);
    if (!original) throw new NotFound();
    // Never opened by the browser in this address: whatever it holds, it is only saved.
    return reply
      .type('application/octet-stream')
      .header('content-disposition', attachmentNamed(original.name))
      .send(original.bytes);
  });
}

function attachmentNamed(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
