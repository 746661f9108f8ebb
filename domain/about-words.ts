import type { Words } from './words.ts';

/** What a return is about, as people who may see it read it. */
export interface About {
  kind: 'child' | 'agency' | 'establishment' | 'attendance';
  /** "C3", "Aldermere Police", "Hollin Primary School", "“Safe sleep” on 3 March 2027". */
  label: string;
}

/** That there is nothing to answer for after all: "This child was not known to us in this period". */
export function nilSentence({ kind }: About, words: Words): string {
  return `${whatStands(kind, words)} was ${words.nilReturn}`;
}

/** What is asked of whoever says so. */
export function nilQuestion({ kind }: About): { label: string; hint: string; missing: string } {
  if (kind === 'child') {
    return {
      label: 'How do you know?',
      hint: 'For example: closed to us in May 2025, no contact since',
      missing: 'Say how you know that this child was not known to you in the period.',
    };
  }
  return {
    label: 'Why is that?',
    hint: 'Say what we need to know, with the date where there is one',
    missing: 'Say why that is.',
  };
}

/** "this child", "this agency", … in the middle of a sentence. */
export function thisOne(kind: About['kind'], words: Words): string {
  switch (kind) {
    case 'child':
      return 'this child';
    case 'agency':
      return 'this agency';
    case 'establishment':
      return `this ${words.establishment}`;
    case 'attendance':
      return 'this attendance';
  }
}

function whatStands(kind: About['kind'], words: Words): string {
  if (kind === 'agency') return `Our ${words.return}`;
  const text = thisOne(kind, words);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
