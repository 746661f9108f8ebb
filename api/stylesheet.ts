import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { actionStyles } from './action-styles.ts';
import { consoleStyles } from './console/styles.ts';
import { contactStyles } from './contact/styles.ts';
import { discussionStyles } from './discussion-styles.ts';
import { reportStyles } from './report-styles.ts';

const require = createRequire(import.meta.url);

/** Where the design system's own files are. */
export const govukFolder = dirname(require.resolve('govuk-frontend/package.json'));

const ours = `
.deepdive-header{background:#1d4e4b}
.govuk-footer{border-top-color:#1d4e4b}
.deepdive-wide{max-width:none}
.deepdive-literal{white-space:pre-wrap;overflow-wrap:anywhere}
.deepdive-onward{background:none;border:0;padding:0;font-size:inherit;line-height:inherit;color:#1a65a6;text-decoration:underline;text-align:left;cursor:pointer}
.deepdive-grid{overflow-x:auto}
.deepdive-urgent{background:#f3f2f1;border-bottom:1px solid #b1b4b6;padding:8px 0;font-family:arial,sans-serif;font-size:16px}
.deepdive-phone{border:4px solid #942514;padding:15px 20px 5px;margin-bottom:30px}
.deepdive-numbers>div{display:flex;gap:0 20px;justify-content:space-between}
.deepdive-numbers dt,.deepdive-numbers dd{margin:0 0 10px}
.deepdive-numbers dd{font-weight:700;white-space:nowrap}
.deepdive-said-here{margin:8px 0 0;padding:0 0 0 12px;border-left:4px solid #b1b4b6}
.deepdive-foot{display:flex;gap:10px 2rem;flex-wrap:wrap;align-items:center}
.deepdive-foot>p,.deepdive-foot .govuk-button{margin:0}
.deepdive-foot .govuk-button{padding:4px 10px 3px;font-size:16px}
.govuk-task-list__status,.govuk-task-list__status .govuk-tag{white-space:nowrap}
.deepdive-grid [class*='--numeric']+:not([class*='--numeric']){padding-left:25px}
@media (max-width:640px){.deepdive-header .govuk-generic-header__logo,.deepdive-header .govuk-generic-header__logo *{font-size:22px;line-height:1.2}}
.govuk-tag{max-width:none}
td,dd,p,li{overflow-wrap:anywhere}
`;

/**
 * The design system's stylesheet without its typeface, which only gov.uk may use, and with the few
 * rules of our own.
 */
export function stylesheet(): string {
  const css = readFileSync(join(govukFolder, 'dist/govuk/govuk-frontend.min.css'), 'utf8');
  const plain = css.replace(/@font-face\{[^}]*\}/g, '').replace(/(["']?)GDS Transport\1,/g, '');
  return (
    plain + ours + contactStyles + consoleStyles + discussionStyles + reportStyles + actionStyles
  );
}
