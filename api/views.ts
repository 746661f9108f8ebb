import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply } from 'fastify';
import nunjucks from 'nunjucks';
import { formatDate } from '../domain/calendar.ts';
import { withArticle } from '../domain/phrases.ts';
import { sentenceCase } from '../domain/sentence-case.ts';
import { wordCount } from '../domain/word-count.ts';
import { govukFolder } from './stylesheet.ts';
import { mayUse, type RouteParams } from './who-may.ts';

const { SafeString } = nunjucks.runtime;
type SafeString = nunjucks.runtime.SafeString;

const templates = fileURLToPath(new URL('./templates', import.meta.url));

declare module 'fastify' {
  interface FastifyReply {
    /** Renders a template of api/templates as the answer; 200 unless a status was set. */
    page(template: string, facts?: PageFacts): Promise<FastifyReply>;
  }
}

/** What every page may say of itself; the rest is the template's own. */
export interface PageFacts {
  title: string;
  partnershipName?: string;
  /** Whose colours it has (a partnership's id), where nobody has signed in. */
  look?: string;
  /** What is wrong, shown above the page and beside its field: field name → sentence. */
  problems?: { field: string; message: string }[];
  [fact: string]: unknown;
}

/**
 * Nunjucks with autoescape, over our templates and the design system's; one for all applications of
 * a process, for a template is compiled when it is first shown.
 */
const environment = new nunjucks.Environment(
  new nunjucks.FileSystemLoader([templates, join(govukFolder, 'dist')]),
  { autoescape: true, throwOnUndefined: false },
);
environment.addFilter('date', (date: string | null) => (date ? formatDate(date) : ''));
environment.addFilter('sentence', sentenceCase);
environment.addFilter('withArticle', withArticle);
environment.addFilter('problem', problemOf);
environment.addFilter('trim', trimmed);
environment.addFilter('wordCount', (text?: string) => wordCount(text ?? ''));

export function registerViews(app: FastifyInstance): void {
  app.decorateReply('page', async function page(this: FastifyReply, template, facts) {
    const { staff, params } = this.request;
    const html = environment.render(template, {
      // `may('GET /console/keys')`: whether whoever is signed in may use a route, at this address.
      may: (route: string) => staff !== null && mayUse(staff, route, params as RouteParams),
      ...facts,
      problems: facts?.problems ?? [],
      cspNonce: this.cspNonce.script,
      csrf: this.generateCsrf(),
      look: facts?.look ?? (staff ?? this.request.reader)?.partnershipId,
      signedIn: staff ? 'staff' : this.request.reader ? 'reader' : null,
    });
    return this.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
  });
}

/**
 * In place of nunjucks' own, which the design system uses on the whole of a page: its expression
 * takes time by the square of the longest run of blanks, so that a pasted megabyte of them would
 * hold up everybody.
 */
function trimmed(text: string | SafeString): string | SafeString {
  const bare = text.toString().trim();
  return typeof text === 'string' ? bare : new SafeString(bare);
}

/** `problems | problem('name')`: the error message of a field for a design system macro, if any. */
function problemOf(problems: { field: string; message: string }[] | undefined, field: string) {
  const found = problems?.find((each) => each.field === field);
  return found ? { text: found.message } : undefined;
}
