/** A page in one state, with the files of its pictures at a desk and on a phone. */
export interface Picture {
  title: string;
  stage: string;
  route: string;
  state: string;
  who: string;
  files: string[];
}

const styles = `body{font:16px/1.4 arial,sans-serif;margin:20px;background:#f3f2f1}
ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:24px;align-items:flex-start}
li{background:#fff;padding:12px;border:1px solid #b1b4b6}
li p{margin:0 0 8px;max-width:700px}
li div{display:flex;gap:12px;align-items:flex-start}
img{border:1px solid #b1b4b6;display:block}`;

/** All pictures on one page to look through, grouped by what the audit has come to. */
export function contactSheet(pictures: Picture[]): string {
  const groups = [...new Set(pictures.map(({ stage }) => stage))];
  const sections = groups.map((stage) => {
    const items = pictures.filter((each) => each.stage === stage).map(item);
    return `<h2>An audit ${text(stage)}</h2><ul>${items.join('')}</ul>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Every page – Deepdive</title><style>${styles}</style></head><body><h1>${pictures.length} pages</h1>${sections.join('')}</body></html>`;
}

function item({ title, route, state, who, files }: Picture): string {
  const images = files.map((file, at) => {
    const alt = `${title}, ${at === 0 ? 'at a desk' : 'on a phone'}`;
    const width = at === 0 ? 480 : 160;
    return `<a href="${file}"><img src="${file}" alt="${text(alt)}" width="${width}" loading="lazy"></a>`;
  });
  return `<li><p><strong>${text(title)}</strong><br>${text(route)}: ${text(state)}, ${text(who)}</p><div>${images.join('')}</div></li>`;
}

function text(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
