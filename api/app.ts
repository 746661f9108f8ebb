import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerAccess } from './access.ts';
import { registerAssets } from './assets.ts';
import { consolePages } from './console/console-pages.ts';
import { discussionPages } from './console/discussion-pages.ts';
import { signInPages } from './console/sign-in-pages.ts';
import { asksPage } from './contact/asks-page.ts';
import { contactPages } from './contact/contact-pages.ts';
import { linkPages } from './contact/link-pages.ts';
import { notMePages } from './contact/not-me-pages.ts';
import { urgentConcernPage } from './contact/urgent-concern-page.ts';
import type { ApiDependencies } from './dependencies.ts';
import { registerErrors, unreadable } from './errors.ts';
import { frontPage } from './front-page.ts';
import { healthRoute } from './health.ts';
import { inboxPages } from './inbox.ts';
import { jsonApi } from './json/json-api.ts';
import { registerLook } from './look.ts';
import { registerRequestLog } from './request-log.ts';
import { registerRouteList } from './route-list.ts';
import { registerSecurity } from './security.ts';
import { statements } from './statements.ts';
import { registerViews } from './views.ts';
import { patientPost } from './waiting.ts';

const formBytes = 1024 * 1024;
const uploadBytes = 5 * 1024 * 1024;
const slowestRequestMs = 60_000;

/**
 * Builds the web application; `server.ts` listens.
 *
 * A page is a function `(app, dependencies, access)` in contact/ (for links) or console/ (for staff),
 * registered below, with `access.requireReader`, `requireStaff` or `requireEditor` as its preHandler;
 * which roles may use a route of the console is said in `who-may.ts`: editors alone where it is silent.
 * Its GET shows a template of templates/ with `reply.page`; its POST parses the form with `formOf`,
 * calls one record function with `request.now`, then `dependencies.nudge()`, and answers 303, or 422
 * with the page, its `problems` and what was typed. A page that reads the query names its keys in
 * `config: { query: ['key'] }`. `NotFound` is thrown for what is not there and for what is somebody
 * else's. Form tokens, headers, limits and faults are dealt with here, for every route alike.
 */
export async function buildApp(given: ApiDependencies): Promise<FastifyInstance> {
  const dependencies: ApiDependencies = { ...given, post: patientPost(given) };
  const app = Fastify({
    logger: false,
    // Behind a proxy that is not named here, all visitors share the limit of one address.
    trustProxy: given.config.trustedProxies?.length ? given.config.trustedProxies : false,
    bodyLimit: formBytes,
    requestTimeout: slowestRequestMs,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: unreadable,
  });
  registerRouteList(app);
  registerRequestLog(app, dependencies);
  await registerSecurity(app, dependencies);
  await app.register(formbody, { bodyLimit: formBytes });
  await app.register(multipart, {
    attachFieldsToBody: 'keyValues',
    limits: { fileSize: uploadBytes, files: 5, fields: 1000, fieldSize: formBytes },
    onFile: bytesOf,
  });

  registerViews(app);
  registerErrors(app, dependencies);
  const access = registerAccess(app, dependencies);
  registerAssets(app);
  registerLook(app, dependencies);
  healthRoute(app, dependencies);

  frontPage(app);
  statements(app, dependencies);
  linkPages(app, dependencies);
  notMePages(app, dependencies);
  urgentConcernPage(app, dependencies, access);
  asksPage(app, dependencies, access);
  contactPages(app, dependencies, access);
  signInPages(app, dependencies);
  inboxPages(app, dependencies);
  consolePages(app, dependencies, access);
  discussionPages(app, dependencies, access);
  await jsonApi(app, dependencies);
  return app;
}

/** Uploaded files are small: their bytes stand in the body beside the fields, with the file's name. */
async function bytesOf(
  this: unknown,
  part: { filename: string; toBuffer(): Promise<Buffer>; value?: unknown },
) {
  part.value = Object.assign(await part.toBuffer(), { fileName: part.filename });
}
