import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { Content } from '../content.ts';
import { timeOfDay } from '../wording.ts';
import { linkNote } from './notes.ts';

/** The six digits that open a link on the browser which asked for them. */
export function code(facts: LetterFacts): Content | null {
  const { code: given, partnership } = facts;
  if (!given) return null;
  return {
    subject: `Code ${given.label} to open your link – ${partnership.name}`,
    preheader: `It works until ${timeOfDay(given.expiresAt, partnership.zone)}.`,
    blocks: [
      `Type this code where the page asks for code ${given.label}:`,
      { code: given.digits ?? '' },
      `It works until ${timeOfDay(given.expiresAt, partnership.zone)}, in the browser in which you asked for it. If you did not ask for a code, you need not do anything.`,
    ],
  };
}

/** For a member of staff. */
export function signIn({ partnership }: LetterFacts): Content {
  return {
    subject: `Sign in now – ${partnership.name}`,
    preheader: 'The link works once and for a short time.',
    blocks: ['Use this link to sign in. It works once and for a short time.'],
    button: { label: 'Sign in', opens: 'sign-in' },
    after: [
      'If you did not ask to sign in, you need not do anything. Please do not forward the link.',
    ],
  };
}

/** For a contact whose link had expired or got lost. */
export function newLink({ partnership }: LetterFacts): Content {
  return {
    subject: `Your new link – ${partnership.name}`,
    blocks: [
      `Here is a new link to what ${partnership.name} asks of you. Use it instead of those in our earlier emails.`,
    ],
    button: { label: 'Open your requests', opens: 'asks' },
    after: [linkNote],
  };
}
