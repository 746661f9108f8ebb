import type { FastifyInstance } from 'fastify';
import { cookieNames } from './cookies.ts';
import type { ApiDependencies } from './dependencies.ts';

/** What everybody may read who opens one of our pages, without a code or a sign-in. */
export function statements(
  app: FastifyInstance,
  { config }: Pick<ApiDependencies, 'config'>,
): void {
  const shown = cookies.filter(
    ({ name }) => name !== cookieNames.attempt || config.signIn?.service,
  );
  app.get('/accessibility', async (_request, reply) =>
    reply.page('statements/accessibility.njk', { title: 'Accessibility of these pages' }),
  );

  app.get('/privacy', async (_request, reply) =>
    reply.page('statements/privacy.njk', { title: 'What happens to what you tell us' }),
  );

  app.get('/cookies', async (_request, reply) =>
    reply.page('statements/cookies.njk', { title: 'Cookies', cookies: shown }),
  );
}

/** Every cookie of ours; each is needed for the pages to work at all. */
const cookies = [
  {
    name: cookieNames.link,
    purpose: 'Remembers that you have entered the code for your link.',
    lasts: 'Until eight in the evening, between 4 and 12 hours; sooner after 4 hours of nothing.',
  },
  {
    name: cookieNames.staff,
    purpose: 'Remembers that you have signed in as staff.',
    lasts: 'At most 12 hours; sooner after an hour of nothing.',
  },
  {
    name: cookieNames.attempt,
    purpose: 'Remembers, while you sign in with your account at work, that you began here.',
    lasts: '10 minutes.',
  },
  {
    name: cookieNames.browser,
    purpose: 'Tells that the code is entered on the browser that asked for it.',
    lasts: 'Until you close the browser.',
  },
  {
    name: cookieNames.csrf,
    purpose: 'Keeps other sites from sending our forms in your name.',
    lasts: 'Until you close the browser.',
  },
];
