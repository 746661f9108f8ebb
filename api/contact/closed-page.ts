import type { FastifyReply, FastifyRequest } from 'fastify';
import { readerIn } from '../access.ts';
import { NotFound } from '../errors.ts';

/** Why something can no longer be done here. */
export type Closed = 'not-found' | 'not-yours' | 'held' | 'submitted' | 'not-open' | 'ended';

const pages: Record<Exclude<Closed, 'not-found'>, { title: string; paragraphs: string[] }> = {
  'not-yours': {
    title: 'A colleague has this now',
    paragraphs: [
      'It was passed to a colleague or taken back after you opened this page. Nothing that was saved before is lost.',
    ],
  },
  held: {
    title: 'This case is on hold',
    paragraphs: [
      'It can be read but not changed for now. What was saved is kept, and you need not do anything.',
    ],
  },
  submitted: {
    title: 'This has been sent already',
    paragraphs: ['It can be read but no longer changed. To correct it, reply to our last email.'],
  },
  'not-open': {
    title: 'This section is not to be changed',
    paragraphs: ['Only the sections with a remark are open. What was sent in the others stays.'],
  },
  ended: {
    title: 'This is no longer asked of you',
    paragraphs: [
      'It has been settled or handed over since you opened this page. If you think that is wrong, reply to our last email.',
    ],
  },
};

/** The page for what was open a moment ago; for what never was the reader's, nothing is told. */
export async function closedPage(
  request: FastifyRequest,
  reply: FastifyReply,
  why: Closed,
): Promise<FastifyReply> {
  if (why === 'not-found') throw new NotFound();
  const { partnershipName } = readerIn(request);
  return reply
    .status(409)
    .page('message.njk', { ...pages[why], partnershipName, backLink: '/asks' });
}
