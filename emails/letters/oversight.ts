import { sentenceCase } from '../../domain/sentence-case.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { Content } from '../content.ts';
import { linkNote } from './notes.ts';

/** To the group that oversees a process: an audit has begun, and where it stands can be seen (CH-36). */
export function auditBegun({ audit, partnership, words }: LetterFacts): Content | null {
  if (!audit) return null;
  return {
    subject: `Audit ${audit.number} has begun – ${partnership.name}`,
    blocks: [
      `${sentenceCase(words.audit)} ${audit.number} has begun, which your ${words.body} oversees. Behind the link you can see at any time where it stands, and the information that led to it.`,
      'You are asked for nothing now.',
    ],
    button: { label: 'See where the audits stand', opens: 'asks' },
    after: [linkNote],
  };
}
