import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { formatDate } from '../../domain/calendar.ts';
import { dayOf } from '../../emails/wording.ts';
import { type PackView, packForParticipant } from '../../records/discussion/pack-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { sideBySide, whoOf } from '../side-by-side.ts';

type PackRequest = FastifyRequest<{ Params: { audit: string } }>;
type ChildRequest = FastifyRequest<{ Params: { audit: string; child: string } }>;

/** The pack, for those taking part: their own children only, and the agencies side by side. */
export function packPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  app.get('/pack/:audit', async (request: PackRequest, reply) => {
    const pack = await readPack(dependencies, request);
    return packPage(request, reply, pack);
  });

  app.get('/pack/:audit/:child', async (request: ChildRequest, reply) => {
    const pack = await readPack(dependencies, request);
    const at = pack.cases.findIndex(({ number }) => `C${number}` === request.params.child);
    const one = pack.cases[at];
    if (!one) throw new NotFound();
    const next = pack.cases[at + 1];
    return reply.page('contact/pack-child.njk', {
      partnershipName: readerIn(request).partnershipName,
      title: `What the agencies wrote about C${one.number}`,
      backLink: `/pack/${pack.auditId}`,
      words: pack.profile.words,
      number: pack.number,
      next: next && { href: `/pack/${pack.auditId}/C${next.number}`, text: `C${next.number}` },
      ...sideBySide(pack.profile, one),
    });
  });
}

async function readPack(
  { records }: ApiDependencies,
  request: FastifyRequest<{ Params: { audit: string } }>,
): Promise<PackView> {
  const { partnershipId, contactId } = readerIn(request);
  const { audit: auditId } = request.params;
  const pack = await packForParticipant(records, { partnershipId, auditId, contactId });
  if (!pack) throw new NotFound();
  return pack;
}

async function packPage(
  request: PackRequest,
  reply: FastifyReply,
  pack: PackView,
): Promise<FastifyReply> {
  const { words } = pack.profile;
  const later = pack.editions.filter(({ number }) => number > 1);
  return reply.page('contact/pack.njk', {
    partnershipName: readerIn(request).partnershipName,
    title: `The pack for the ${words.discussion}`,
    backLink: '/asks',
    words,
    number: pack.number,
    discussion: pack.discussion ? formatDate(pack.discussion) : null,
    sent: pack.editions[0] ? dayOf(pack.editions[0].circulatedAt, pack.zone) : '',
    added: later.map(({ circulatedAt }) => dayOf(circulatedAt, pack.zone)),
    children: pack.cases.map((one) => ({
      href: `/pack/${pack.auditId}/C${one.number}`,
      number: one.number,
      from: one.returns.map((each) => ({ who: whoOf(each), added: each.edition > 1 })),
      notReceived: one.notReceived.map(whoOf),
    })),
  });
}
