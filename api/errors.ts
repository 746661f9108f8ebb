import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiDependencies } from './dependencies.ts';
import { typedTexts } from './typed-text.ts';

/** Thrown by a page for what is not there, or not this reader's: both look the same. */
export class NotFound extends Error {
  readonly statusCode = 404;
}

interface Sentence {
  title: string;
  paragraphs: string[];
}

const malformed: Sentence = {
  title: 'That form could not be read',
  paragraphs: ['Nothing was changed. Go back, load the page again and send it once more.'],
};

const fault: Sentence = {
  title: 'Something went wrong',
  paragraphs: [
    'What you entered before is kept. Try again in a few minutes.',
    'If it happens again, tell the partnership’s business unit this reference.',
  ],
};

const sentences: Record<number, Sentence> = {
  403: {
    title: 'This page has been open for too long',
    paragraphs: ['Nothing was changed. Go back, load the page again and send it once more.'],
  },
  404: {
    title: 'Page not found',
    paragraphs: ['Check the address, or open the link in your newest email again.'],
  },
  413: {
    title: 'That is too large',
    paragraphs: ['Nothing was saved. Go back, shorten what you entered or choose a smaller file.'],
  },
  429: {
    title: 'Too many tries',
    paragraphs: ['Wait a few minutes and try again.'],
  },
};

/** Where whoever is signed in goes on from a page that is none. */
const firstPages = {
  staff: { href: '/console', text: 'See what needs you today' },
  reader: { href: '/asks', text: 'See what you are asked to do' },
};

/** Somebody had typed into a page that is not there for them now; it tells nothing of what it was. */
const passedOn: Sentence = {
  title: 'This page is not yours, or not any more',
  paragraphs: [
    'If you had it open before, it has been passed to somebody else or taken back since. Give them what you wrote, which stands below.',
  ],
};

/** One place that answers for everything that goes wrong; faults are logged once, with ids only. */
export function registerErrors(app: FastifyInstance, { log }: ApiDependencies): void {
  app.setNotFoundHandler((request, reply) => answer(request, reply, { status: 404 }));
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? (error.validation ? 400 : 500);
    if (status < 500) return answer(request, reply, { status, error });
    const reference = randomUUID().slice(0, 8).toUpperCase();
    // The message may quote what somebody typed, so only its kind and place are kept.
    const { code, name, stack } = error;
    const route = request.routeOptions.url ?? 'unknown route';
    const at = stack
      ?.split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 8);
    log.error({ reference, route, method: request.method, name, code, at }, 'request failed');
    return answer(request, reply, { status: 500, reference });
  });
}

interface Wrong {
  status: number;
  error?: FastifyError;
  reference?: string;
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, error, reference }: Wrong,
): Promise<FastifyReply> {
  reply.status(status);
  const sentence = sentences[status] ?? (status < 500 ? malformed : fault);
  if (/^\/api(\/|\?|$)/.test(request.url)) {
    const problems = error?.validation?.map(({ instancePath, message }) => ({
      field: instancePath.replace(/^\//, '').replaceAll('/', '.'),
      message,
    }));
    return reply.send({ error: apiErrors[status] ?? 'bad-request', problems, reference });
  }
  const signedIn = request.staff ?? request.reader;
  const typed = status === 404 && !signedIn ? [] : typedTexts(request);
  return reply.page('message.njk', {
    ...(status === 404 && typed.length > 0 ? passedOn : sentence),
    next: status === 404 && signedIn ? firstPages[request.staff ? 'staff' : 'reader'] : undefined,
    reference,
    typed,
    partnershipName: signedIn?.partnershipName ?? '',
  });
}

const apiErrors: Record<number, string> = {
  401: 'unauthorised',
  403: 'forbidden',
  404: 'not-found',
  413: 'too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  500: 'fault',
};

/** For an address that is none: no hook has run, so the headers are set here. */
export function unreadable(_error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  reply
    .code(400)
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .type('text/plain; charset=utf-8')
    .send('This address cannot be read. Open the link in your newest email again.');
}
