import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';

const environment = new nunjucks.Environment(
  new nunjucks.FileSystemLoader(fileURLToPath(new URL('.', import.meta.url))),
  { autoescape: true },
);

/** A completed tool as it was sent, for the agency's own file; the child by its pseudonym alone. */
export interface SentReturn {
  title: string;
  partnership: string;
  agency: string;
  audit: string;
  receipt: string;
  sentAt: string;
  sections: { title: string; why?: string; rows: { label: string; answer: string }[] }[];
}

/** A file of its own, which can be read, printed and kept anywhere (CH-18). */
export function returnDocument(sent: SentReturn): string {
  return environment.render('return.njk', sent).trimStart();
}
