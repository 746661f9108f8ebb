import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import { processDrawing } from '../domain/process-drawing.ts';
import { processInWords } from '../domain/process-in-words.ts';
import type { Profile } from '../domain/profile.ts';

const environment = new nunjucks.Environment(
  new nunjucks.FileSystemLoader(fileURLToPath(new URL('.', import.meta.url))),
  { autoescape: true },
);

/** A process drawn: its stages as boxes in order, with what they ask and by when. */
export function processSvg(profile: Profile): string {
  return render('drawing', profile);
}

/** A process as a page of its own: drawn, as a table, and in plain English. */
export function processDocument(profile: Profile): string {
  return render('wholeProcess', profile);
}

function render(macro: 'drawing' | 'wholeProcess', profile: Profile): string {
  const process = { ...processInWords(profile), drawing: processDrawing(profile) };
  const template = `{% from "process.njk" import ${macro} %}{{ ${macro}(process) }}`;
  return `${environment.renderString(template, { process }).trim()}\n`;
}
