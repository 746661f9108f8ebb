import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DiscussionPart } from '../../records/discussion/discussion-parts.ts';
import {
  type DiscussionBase,
  type DiscussionView,
  discussionView,
} from '../../records/discussion/discussion-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { staffIn } from '../access.ts';
import { NotFound } from '../errors.ts';
import { typedTexts } from '../typed-text.ts';

/**
 * The discussion of the audit that an address names, with the parts that a page needs; `of` says of
 * which child alone it needs the tools.
 */
export async function discussionIn<Part extends DiscussionPart>(
  records: Records,
  request: FastifyRequest<{ Params: { number: string } }>,
  parts: readonly Part[],
  of: { child?: string; tool?: string } = {},
): Promise<DiscussionView<Part>> {
  const { partnershipId } = staffIn(request);
  const { number } = request.params;
  const wanted = { parts, ...of };
  const view = await discussionView(records, { partnershipId, number }, request.now, wanted);
  if (!view) throw new NotFound();
  return view;
}

/** What every page of a discussion shows and needs. */
export function discussionFacts(view: DiscussionBase) {
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
