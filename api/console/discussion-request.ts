import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DiscussionView, discussionView } from '../../records/discussion/discussion-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { staffIn } from '../access.ts';
import { NotFound } from '../errors.ts';
import { typedTexts } from '../typed-text.ts';
import { type AuditRequest, auditIn } from './console-page.ts';

/** The discussion of the audit that an address names. */
export async function discussionIn(
  records: Records,
  request: FastifyRequest<{ Params: { number: string } }>,
): Promise<DiscussionView> {
  const { id: auditId } = await auditIn(records, request as AuditRequest);
  const { partnershipId } = staffIn(request);
  const view = await discussionView(records, { partnershipId, auditId }, request.now);
  if (!view) throw new NotFound();
  return view;
}

/** What every page of a discussion shows and needs. */
export function discussionFacts(view: DiscussionView) {
  const base = `/console/audits/${view.number}/discussion`;
  return {
    number: view.number,
    base,
    backLink: base,
    words: view.profile.words,
    running: view.state === 'running',
    finished: view.state === 'finished',
  };
}

/** Somebody has finished the record meanwhile, or the audit has ended: what was typed is shown. */
export async function endedPage(
  request: FastifyRequest<{ Params: { number: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return reply.status(409).page('message.njk', {
    title: 'The record cannot be changed now',
    partnershipName: staffIn(request).partnershipName,
    paragraphs: [
      'It has been finished, or has not begun, or the audit has ended. Nothing was changed.',
    ],
    typed: typedTexts(request),
    next: {
      href: `/console/audits/${request.params.number}/discussion`,
      text: 'Look at it as it stands',
    },
  });
}
