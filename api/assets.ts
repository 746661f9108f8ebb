import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { govukFolder, stylesheet } from './stylesheet.ts';

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1d4e4b"/><path d="M8 8h7a8 8 0 0 1 0 16H8z" fill="none" stroke="#fff" stroke-width="3"/></svg>';

const ownScripts = ['autosave', 'identifiers', 'unsaved', 'word-count'];

/** Stylesheet, scripts and icon, read once: no folder is open to the outside. */
export function registerAssets(app: FastifyInstance): void {
  const serve = (url: string, type: string, body: string | Buffer) =>
    app.get(url, (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=3600').send(body),
    );
  const script = readFileSync(join(govukFolder, 'dist/govuk/govuk-frontend.min.js'));
  serve('/assets/deepdive.css', 'text/css', stylesheet());
  serve('/assets/govuk/govuk-frontend.min.js', 'text/javascript', script);
  for (const name of ownScripts) {
    const file = new URL(`./browser/${name}.js`, import.meta.url);
    serve(`/assets/${name}.js`, 'text/javascript', readFileSync(file));
  }
  serve('/assets/icon.svg', 'image/svg+xml', icon);
}
