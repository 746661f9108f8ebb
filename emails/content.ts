import type { Look } from '../domain/look.ts';
import type { Invitation } from './invitation.ts';

/** What a letter says. The HTML and the plain text are both written from it. */
export interface Content {
  /** Begins with what is due and when: it is all that many people read. */
  subject: string;
  /** What a mail program shows beside the subject; the first paragraph when left out. */
  preheader?: string;
  blocks: Block[];
  /** The one thing to do. */
  button?: { label: string; opens: Door };
  /** Below the button. */
  after?: Block[];
  invitation?: Invitation;
}

/** A paragraph, or one of the few other shapes that a letter has. */
export type Block =
  | string
  | { heading: string }
  | { steps: string[] }
  | { rows: [label: string, value: string][] }
  | { code: string };

/** Where a letter's button leads: the reader's own asks, the spot of signing in, or the console. */
export type Door = 'asks' | 'sign-in' | 'console';

/** A letter with what stands around its content in every one of them. */
export interface Page {
  partnership: string;
  look: Look;
  /** Stands above the name, from a file that comes with the email. */
  logo: { source: string; width: number } | null;
  greeting: string;
  content: Content;
  /** Where the button leads; null without one. */
  url: string | null;
  footer: string;
}

/**
 * People's own words on one line: line breaks, control characters and marks that turn the direction
 * of writing would let a name pose as another header, paragraph or address.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
