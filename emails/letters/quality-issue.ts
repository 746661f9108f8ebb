import type { LetterFacts } from '../../records/letters/letter-facts.ts';
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

/** To the same lead: the business unit has entered what they answered, as it was given to it. */
export function qualityIssueEntered({ partnership, reader, audit, words }: LetterFacts): Content {
  const agency = reader.agency ?? 'your agency';
  return {
    subject: `Entered on your behalf: your answer about the quality of what ${agency} sent – ${partnership.name}`,
    blocks: [
      `The ${words.businessUnit} has entered what ${agency} does about the quality of what it sent in ${words.audit} ${audit?.number ?? ''}, as it was given to it in your name. You need not do anything more for this.`,
      'You can read what was entered. If it is not what you said, change it there, or reply to this email.',
    ],
    button: { label: 'Read what was entered', opens: 'asks' },
    after: [linkNote],
  };
}
