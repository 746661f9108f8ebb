import type { LetterFacts } from '../../records/letter-facts.ts';
import type { Content } from '../content.ts';
import { linkNote } from './notes.ts';

/** To the group that oversees a process: an audit has begun, and where it stands can be seen (CH-36). */
export function auditBegun({ audit, partnership }: LetterFacts): Content | null {
  if (!audit) return null;
  return {
    subject: `Audit ${audit.number} has begun – ${partnership.name}`,
    blocks: [
      `A multi-agency case audit has begun that your group oversees. Behind the link you can see at any time where it stands, and the information that led to it.`,
      'You are asked for nothing now.',
    ],
    button: { label: 'See where the audits stand', opens: 'asks' },
    after: [linkNote],
  };
}
