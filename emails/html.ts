import { readFileSync } from 'node:fs';
import { type Block, oneLine, type Page } from './content.ts';

/** The letter as HTML: the compiled layout with every value escaped in its slot. */
export function writeHtml(page: Page): string {
  const { content, url } = page;
  const { band, button: buttonColour } = page.look;
  const button =
    content.button && url
      ? piece('button', { url, label: content.button.label, buttonColour })
      : '';
  const { logo } = page;
  const body = [
    ...content.blocks.map(writeBlock),
    button,
    ...(content.after ?? []).map(writeBlock),
  ];
  const first = content.blocks.find((block) => typeof block === 'string') ?? '';
  return fill(template.layout, {
    subject: escaped(content.subject),
    preheader: escaped(content.preheader ?? first),
    band: escaped(band),
    logo: logo ? piece('logo', { source: logo.source, width: String(logo.width) }) : '',
    partnership: escaped(page.partnership),
    greeting: escaped(page.greeting),
    body: body.join(''),
    footer: escaped(page.footer),
  });
}

function writeBlock(block: Block): string {
  if (typeof block === 'string') return piece('paragraph', { text: block });
  if ('heading' in block) return piece('heading', { text: block.heading });
  if ('code' in block) return piece('code', { text: block.code });
  if ('steps' in block) {
    const items = block.steps.map((text) => piece('step', { text })).join('');
    return fill(pieceNamed('steps'), { items });
  }
  const items = block.rows.map(([label, value]) => piece('row', { label, value })).join('');
  return fill(pieceNamed('rows'), { items });
}

type Slots = Record<string, string>;

/** A template cut at its slots: texts at even places, slot names at odd ones. */
type Template = string[];

const template = readTemplate();

function readTemplate(): { layout: Template; pieces: Map<string, Template> } {
  const html = readFileSync(new URL('./layout.html', import.meta.url), 'utf8');
  const pieces = new Map<string, Template>();
  const layout = html.replace(
    /<!-- piece:(\w+) -->([\s\S]*?)<!-- piece:end -->/g,
    (_whole, name: string, inner: string) => {
      pieces.set(name, cut(inner));
      return '';
    },
  );
  return { layout: cut(layout), pieces };
}

function cut(html: string): Template {
  return html.split(/%%(\w+)%%/);
}

function piece(name: string, texts: Slots): string {
  const filled = Object.entries(texts).map(([slot, text]) => [slot, escaped(text)]);
  return fill(pieceNamed(name), Object.fromEntries(filled));
}

function pieceNamed(name: string): Template {
  const found = template.pieces.get(name);
  if (!found) throw new Error(`the layout has no piece "${name}"`);
  return found;
}

// What was filled in is never looked at again, so a value that looks like a slot stays as it is.
function fill(parts: Template, slots: Slots): string {
  return parts.map((part, place) => (place % 2 === 0 ? part : slotOf(slots, part))).join('');
}

function slotOf(slots: Slots, name: string): string {
  const value = slots[name];
  if (value === undefined) throw new Error(`nothing to put into the slot "${name}"`);
  return value;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
