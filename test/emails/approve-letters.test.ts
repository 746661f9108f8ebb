import { describe, expect, it } from 'vitest';
import { wordsSchema } from '../../domain/words.ts';
import type { Content } from '../../emails/content.ts';
import { approveAgain, approveAsk, voteAsk } from '../../emails/letters/approve.ts';
import { decideAsk } from '../../emails/letters/report.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { AskFacts } from '../../records/letters/letter-subjects.ts';

const ask = {
  step: 'approve',
  dueDate: '2027-05-20',
  dueAt: new Date('2027-05-20T16:00:00.000Z'),
  agency: null,
  openElsewhere: 0,
} as AskFacts;

const facts = {
  partnership: { name: 'Aldermere Safeguarding Children Partnership', zone: 'Europe/London' },
  words: wordsSchema.parse({}),
  audit: { number: '2027-01', state: 'open' },
  approval: {
    body: null,
    nextBody: 'Strategic Executive Group',
    silenceCounts: false,
    closesAt: new Date('2027-05-20T16:00:00.000Z'),
  },
} as LetterFacts;

const textOf = ({ blocks }: Content) => blocks.filter((each) => typeof each === 'string').join(' ');

const approvalWith = (change: Partial<NonNullable<LetterFacts['approval']>>): LetterFacts => ({
  ...facts,
  approval: { ...(facts.approval as NonNullable<LetterFacts['approval']>), ...change },
});

describe('the letter that asks somebody to approve the report', () => {
  it('begins with what is due and when, and says who sees the report next (DD-19)', () => {
    const letter = approveAsk(ask, facts);
    expect(letter.subject).toMatch(/^Answer to the report due by Thursday 20 May 2027/);
    expect(textOf(letter)).toContain('before the Strategic Executive Group sees it');
  });

  it.each([
    [false, 'the report goes on without your approval'],
    [true, 'counts as approval'],
  ])('says what silence means where it counts: %s (DD-19)', (silenceCounts, words) => {
    for (const letter of [approveAsk, approveAgain]) {
      const text = textOf(letter(ask, approvalWith({ silenceCounts })));
      expect(text).toContain('If you have said nothing by 5pm on Thursday 20 May 2027');
      expect(text).toContain(words);
    }
  });

  it('says that earlier answers do not count for a changed report', () => {
    expect(textOf(approveAgain(ask, facts))).toContain('does not count for the new one');
  });

  it('names the group that decides, to its members and to the officer (DD-20)', () => {
    const given = approvalWith({ body: 'Strategic Executive Group', nextBody: null });
    expect(textOf(voteAsk(ask, given))).toContain('The Strategic Executive Group decides by email');
    expect(textOf(decideAsk(ask, given))).toContain('ready for the Strategic Executive Group');
  });
});

describe('the letter that asks the officer to put the report before a group', () => {
  const of = (change: Partial<NonNullable<LetterFacts['approval']>>) =>
    textOf(
      decideAsk({ ...ask, step: 'decide' }, approvalWith({ body: 'QA Sub-Committee', ...change })),
    );

  it('asks for the report and the action plan on the agenda, where the process wants both (CH-23)', () => {
    expect(of({ decides: 'confirms-lessons', withActionPlan: true })).toMatch(
      /The report and the action plan are ready for the QA Sub-Committee.*both on the agenda.*which lessons and actions it confirms/,
    );
    expect(of({ decides: 'approves', withActionPlan: false })).not.toContain('action plan');
  });

  it('asks only that note was taken where the group takes note (CH-27)', () => {
    const text = of({ decides: 'notes', withActionPlan: false, byEmail: false });
    expect(text).toContain('record that it has taken note');
    expect(text).not.toContain('by email');
  });
});
