import type { LetterFacts } from '../../records/letter-facts.ts';
import type { Content } from '../content.ts';
import { linkNote } from './notes.ts';

/** To an agency's strategic lead: something about the quality of what it sent is raised (SO-19). */
export function qualityIssueRaised({ partnership, reader, audit, words }: LetterFacts): Content {
  return {
    subject: `About the quality of what ${reader.agency ?? 'your agency'} sent – ${partnership.name}`,
    blocks: [
      `${reader.agency ?? 'Your agency'} takes part in ${words.audit} ${audit?.number ?? ''}. The ${words.businessUnit} raises something with you, as its strategic lead, about the quality of what it sent, so that the findings of all agencies are not compromised.`,
      'Please read it, and say there what your agency does about it.',
    ],
    button: { label: 'Read it', opens: 'asks' },
    after: [linkNote],
  };
}
