import type { FastifyInstance } from 'fastify';

/** For whoever types the address: both ways in are by email. */
export function frontPage(app: FastifyInstance): void {
  app.get('/', { config: { query: 'any' } }, async (_request, reply) =>
    reply.page('message.njk', {
      title: 'Deepdive',
      paragraphs: [
        'If you were asked to contribute to an audit, open the link in the newest email that you have from the partnership.',
      ],
      next: { href: '/console/sign-in', text: 'Sign in as a member of the business unit' },
    }),
  );
}
