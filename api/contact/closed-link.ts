import type { FastifyReply } from 'fastify';
import type { FoundLink } from '../../records/access/links.ts';
import { partnershipName } from '../../records/access/readers.ts';
import type { ApiDependencies } from '../dependencies.ts';

type ClosedLink = Exclude<FoundLink, { kind: 'open' }>;

/** One page for each way in which a link is closed; none tells whose it was or what it opened. */
export async function closedLink(
  { records }: ApiDependencies,
  reply: FastifyReply,
  given: { link: ClosedLink; base: string },
): Promise<FastifyReply> {
  const { link, base } = given;
  if (link.kind === 'unknown') return reply.status(404).page('message.njk', unknownLink);
  const name = await partnershipName(records, link.partnershipId);
  reply.status(410);
  if (link.kind === 'ended') {
    const page = pagesOfEnded[link.why] ?? ended;
    return reply.page('message.njk', { ...page, partnershipName: name });
  }
  return reply.page('contact/expired.njk', { ...expired, base, partnershipName: name });
}

const unknownLink = {
  title: 'We do not know this link',
  paragraphs: ['Check that you copied the whole link from the email, or choose the button in it.'],
};

const expired = { title: 'This link has expired' };

const handedOver = {
  title: 'This request has been handed over',
  paragraphs: [
    'A colleague answers for it now, so this link no longer opens it.',
    'If that is a mistake, reply to the email that brought you here.',
  ],
};

const left = {
  title: 'Somebody else is asked now',
  paragraphs: [
    'We were told that you no longer do this, so this link has ended. What was saved is kept.',
    'If that is a mistake, reply to the email that brought you here.',
  ],
};

const pagesOfEnded: Record<string, typeof handedOver> = { 'handed-over': handedOver, left };

const ended = {
  title: 'This link no longer works',
  paragraphs: [
    'Open the newest email that you have from the partnership, or reply to it for help.',
  ],
};
