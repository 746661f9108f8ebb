import { formatDate } from '../domain/calendar.ts';
import { foldedDays } from './folded-timeline.ts';
import type { TimelineEntry } from './timeline.ts';

/** The same as one page that needs no other file. */
export function timelineHtml(title: string, entries: readonly TimelineEntry[]): string {
  const sections = foldedDays(entries).map(({ date, lines }) => {
    const rows = lines.map(
      ({ hour, what, text }) => `<li class="${what}"><time>${hour}</time>${escaped(text)}</li>`,
    );
    return `<section>\n<h2>${formatDate(date)}</h2>\n<ul>\n${rows.join('\n')}\n</ul>\n</section>`;
  });
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>Every email, every change and every decision of one rehearsed audit. Nobody in it is real.</p>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

// The colours and sizes of the GOV.UK Design System, without its files.
const style = `
body { margin: 0; font: 19px/1.3 arial, sans-serif; color: #0b0c0c; }
main { max-width: 960px; margin: 0 auto; padding: 30px 15px 60px; }
h1 { font-size: 36px; line-height: 1.1; margin: 0 0 20px; }
h2 { font-size: 19px; margin: 30px 0 5px; padding-top: 10px; border-top: 1px solid #b1b4b6; }
ul { list-style: none; margin: 0; padding: 0; }
li { padding: 4px 0 4px 75px; position: relative; overflow-wrap: anywhere; }
time { position: absolute; left: 10px; color: #505a5f; }
li.email { border-left: 5px solid #1d70b8; }
li.event { border-left: 5px solid #b1b4b6; }
li.late { border-left: 5px solid #d4351c; font-weight: bold; }
@media (max-width: 640px) { h1 { font-size: 28px; } }
@media print { main { max-width: none; } }
`;

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
