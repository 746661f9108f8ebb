import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { consoleStyles } from './console/styles.ts';
import { discussionStyles } from './discussion-styles.ts';

const require = createRequire(import.meta.url);

/** Where the design system's own files are. */
export const govukFolder = dirname(require.resolve('govuk-frontend/package.json'));

const ours = `
.deepdive-header{background:#1d4e4b}
.govuk-footer{border-top-color:#1d4e4b}
.deepdive-wide{max-width:none}
.deepdive-literal{white-space:pre-wrap;overflow-wrap:anywhere}
.deepdive-grid{overflow-x:auto}
.deepdive-foot{display:flex;gap:2rem;flex-wrap:wrap}
td,dd,p,li{overflow-wrap:anywhere}
`;

/**
 * The design system's stylesheet without its typeface, which only gov.uk may use, and with the few
 * rules of our own.
 */
export function stylesheet(): string {
  const css = readFileSync(join(govukFolder, 'dist/govuk/govuk-frontend.min.css'), 'utf8');
  const plain = css.replace(/@font-face\{[^}]*\}/g, '').replace(/(["']?)GDS Transport\1,/g, '');
  return plain + ours + consoleStyles + discussionStyles;
}
