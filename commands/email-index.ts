/** An email that has been drawn. */
export interface DrawnEmail {
  name: string;
  /** The beginning of its files' names. */
  file: string;
  subject: string;
}

/** How each is drawn. */
export const views = [
  { suffix: '-640', width: 640, scheme: 'light' },
  { suffix: '-640-dark', width: 640, scheme: 'dark' },
  { suffix: '-375', width: 375, scheme: 'light' },
  { suffix: '-375-dark', width: 375, scheme: 'dark' },
] as const;

/** A page with every email as it looks on a desk and on a phone, by day and by night. */
export function emailIndex(drawn: DrawnEmail[]): string {
  const sections = drawn.map(
    ({ name, file, subject }) => `<section><h2>${escaped(name)}</h2>
<p><strong>${escaped(subject)}</strong> · <a href="${file}.html">HTML</a> · <a href="${file}.txt">text</a></p>
<div>${views.map(({ suffix, width }) => `<img src="${file}${suffix}.png" width="${width / 2}" alt="" loading="lazy">`).join('')}</div></section>`,
  );
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Every email</title>
<style>body{font:16px/1.4 Arial,sans-serif;margin:24px}div{display:flex;gap:16px;align-items:flex-start;flex-wrap:wrap}img{border:1px solid #b1b4b6}</style>
</head><body><h1>Every email</h1>
${sections.join('\n')}
</body></html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
