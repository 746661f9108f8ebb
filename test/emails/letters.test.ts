import { describe, expect, it } from 'vitest';
import { ourLook } from '../../domain/look.ts';
import { wordsSchema } from '../../domain/words.ts';
import type { Content } from '../../emails/content.ts';
import { exampleFacts, exampleOf } from '../../emails/examples.ts';
import { writeHtml } from '../../emails/html.ts';
import { type LetterKind, letters } from '../../emails/letters/catalog.ts';
import { writePlainText } from '../../emails/plain-text.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';

const facts = exampleFacts;

type AskFacts = NonNullable<LetterFacts['ask']>;
const withAsk = (change: Partial<AskFacts>): LetterFacts => ({
  ...facts,
  ask: { ...(facts.ask as AskFacts), ...change },
});

function rendered(kind: LetterKind, given: LetterFacts = facts): Content {
  const content = letters[kind].render(given);
  if (!content) throw new Error(`${kind} tells of nothing`);
  return content;
}

function texts(content: Content): { html: string; text: string } {
  const page = {
    partnership: facts.partnership.name,
    look: ourLook,
    logo: null,
    greeting: 'Dear Priya Nair,',
    content,
    url: content.button ? 'https://deepdive.example/l/token' : null,
    footer: 'Sent automatically.',
  };
  return { html: writeHtml(page), text: writePlainText(page) };
}

const kinds = Object.keys(letters) as LetterKind[];

describe.each(kinds)('the letter %s', (kind) => {
  const content = rendered(kind, exampleOf(kind));
  const { html, text } = texts(content);

  it('is written in HTML and in plain text from the same words', () => {
    expect(html).not.toMatch(/%%|piece:|undefined|\[object|NaN/);
    expect(text).not.toMatch(/%%|undefined|\[object|NaN/);
    const seen = plain(html);
    for (const line of text.split('\n').filter((each) => !each.startsWith('http'))) {
      expect(seen).toContain(squeezed(line.replace(/^\d\. /, '')));
    }
  });

  it('names the partnership, has one thing to do at most and loads nothing from elsewhere', () => {
    expect(content.subject).toMatch(/ – Aldermere Safeguarding Children Partnership$/);
    expect(html.match(/<a\s/g)?.length ?? 0).toBe(content.button ? 1 : 0);
    expect(html).not.toMatch(/<img|<script|@import|<link|url\(/);
  });

  it('uses the words of its readers', () => {
    expect(`${content.subject} ${text}`).not.toMatch(
      /\b(nil return|returns?|sampling frame|stratum|strata|draw|KLOE|nudge|workflow|null)\b/i,
    );
  });
});

describe('the letter to whoever takes over from somebody', () => {
  const { ask } = withAsk({ step: 'returns' });
  const other = withAsk({ step: 'update', dueDate: '2027-06-01' }).ask;
  const { words } = facts;

  it('tells of everything in all audits at once, and leads to it', () => {
    if (!ask || !other) throw new Error('nothing is asked');
    const asks = [
      { ask, words, audit: '2027-01' },
      { ask: other, words, audit: '2026-03' },
    ];
    const takeover = { from: 'Tom Ashworth', asks, more: 0 };
    const content = rendered('taken-over', { ...facts, takeover });
    expect(content.subject).toMatch(/^2 things to do, the first by .* take over from a colleague/);
    const { text } = texts(content);
    expect(text).toContain('You have taken over from Tom Ashworth at Aldermere Police');
    expect(text).toMatch(/audit 2027-01[\s\S]*audit 2026-03/);
    expect(content.button?.opens).toBe('asks');
  });

  it('asks nothing where nothing is asked', () => {
    const takeover = { from: 'Tom Ashworth', asks: [], more: 0 };
    const content = rendered('taken-over', { ...facts, takeover });
    expect(content.button).toBeUndefined();
    expect(texts(content).text).toContain('Nothing is asked of you at the moment');
  });
});

describe('the request to an agency', () => {
  it('asks for the tools by a date and for attendance at the discussion, in one letter (DD-7)', () => {
    const { text } = texts(rendered('returns/ask'));
    expect(text).toContain(
      '1. Send 3 completed audit tools (2 of 5 already done) by 5pm on Monday 15 February 2027.\n' +
        '2. Attend the multi-agency audit discussion on Monday 8 March 2027. A calendar invitation is attached.',
    );
    expect(rendered('returns/ask').invitation).toMatchObject({
      method: 'REQUEST',
      uid: 'request-priya',
      sequence: 0,
      date: '2027-03-08',
      provisional: false,
    });
  });

  it('offers itself as a self-assessment, and says that it is not about blame (DD-26)', () => {
    for (const kind of ['returns/ask', 'handed-over/new'] as const) {
      const { text } = texts(rendered(kind));
      expect(text).toContain('self-assessment of your own agency');
      expect(text).toContain('not about blame');
    }
  });

  it('shows the deadline first in the subject, and what is still open in reminders (DD-10)', () => {
    const subjects = (['returns/ask', 'returns/remind', 'returns/chase'] as const).map(
      (kind) => rendered(kind).subject.split(' – ')[0],
    );
    expect(subjects).toEqual([
      '3 completed audit tools due by Monday 15 February 2027',
      '3 completed audit tools still due by Monday 15 February 2027: a reminder',
      '3 completed audit tools overdue since Monday 15 February 2027',
    ]);
    const one = rendered('returns/remind', withAsk({ openReturns: 1 })).subject;
    expect(one).toContain('1 completed audit tool still due');
  });

  it('says in a sentence what is missing', () => {
    const reminded = (step: AskFacts['step']) =>
      texts(rendered('returns/remind', withAsk({ step, unanswered: 2 }))).text;
    expect(reminded('update')).toContain('still waiting for an update on actions');
    expect(reminded('attend')).toContain('still waiting for a reply about the multi-agency');
    expect(reminded('decide')).toContain('still waiting for the decision on the report');
    expect(reminded('involvement')).toContain('still waiting for an answer about 2 children');
    expect(reminded('returns')).toContain('still waiting for 3 completed audit tools');
  });

  it('promises the date of a discussion that has none yet, and invites once there is a day', () => {
    const month = { date: { degree: 'month' as const, month: '2027-03' }, changes: 0 };
    const undecided = rendered('returns/ask', { ...facts, discussion: month });
    expect(undecided.invitation).toBeUndefined();
    expect(texts(undecided).text).toContain('We will tell you the day.');
    expect(texts(undecided).text).toContain('March 2027, day to be set');

    const moved = { date: { degree: 'provisional' as const, date: '2027-03-10' }, changes: 1 };
    expect(rendered('date-moved', { ...facts, discussion: moved }).invitation).toMatchObject({
      uid: 'request-priya',
      sequence: 1,
      date: '2027-03-10',
      provisional: true,
    });
  });

  it('is worded for the officer where an agency has nobody to ask', () => {
    const officer = { ...facts, reader: { ...facts.reader, agency: null } };
    expect(texts(rendered('returns/ask', officer)).text).toContain(
      'Nobody is recorded as safeguarding lead or deputy of Aldermere Police',
    );
  });

  it('takes the place in the calendar back from whoever has handed it over', () => {
    expect(rendered('handed-over/old').invitation).toMatchObject({
      method: 'CANCEL',
      uid: 'request-priya',
      sequence: 1,
    });
    expect(rendered('handed-over/new').invitation).toMatchObject({ method: 'REQUEST' });
  });
});

describe('letters about checking', () => {
  it('tell the officer of everything that waits, in one letter', () => {
    const toCheck = withAsk({ step: 'check', agency: null });
    const subjects = (['check/ask', 'check/chase', 'check/escalate'] as const).map(
      (kind) => rendered(kind, toCheck).subject.split(' – ')[0],
    );
    expect(subjects).toEqual([
      '2 completed audit tools to check by Monday 15 February 2027',
      '2 completed audit tools to check, overdue since Monday 15 February 2027',
      '2 completed audit tools to check, overdue since Monday 15 February 2027',
    ]);
    const one = rendered('check/ask', withAsk({ step: 'check', alike: 1 }));
    expect(texts(one).text).toContain(
      '1 completed audit tool has come in and waits to be checked.',
    );
  });

  it('tell the contact how many tools need changes by when, and where the remarks are', () => {
    const content = rendered('revise/ask', withAsk({ step: 'revise' }));
    expect(content.subject).toMatch(/^Changes to 2 completed audit tools due by Monday 15 Feb/);
    expect(texts(content).text).toContain('Each remark stands beside what you wrote.');
    expect(texts(rendered('revise/escalate', withAsk({ step: 'revise' }))).text).toContain(
      'Still missing: changes to 2 completed audit tools',
    );
  });
});

describe('following up', () => {
  it('asks for an update on so many actions by a date, for the papers of the body (DD-23)', () => {
    const content = rendered('update/ask', withAsk({ step: 'update' }));
    expect(content.subject).toMatch(/^Update on actions due by Monday 15 February 2027/);
    expect(texts(content).text).toContain(
      'Aldermere Police has 3 open actions from a multi-agency case audit on the work plan of the Strategic Executive Group.',
    );
  });

  it('tells the body counts only, small ones not exactly, and single agencies not at all', () => {
    const content = rendered('status/quarterly', { ...facts, audit: null, ask: null });
    const { text } = texts(content);
    expect(content.subject).toMatch(/^Work plan of the Strategic Executive Group: 5 open – /);
    expect(text).toContain(
      'Open: 5\nOf these overdue: Fewer than 3\nOf these blocked: Fewer than 3',
    );
    expect(text).toContain('Completed in the last 12 months: 3');
    expect(text).toContain('Aldermere Police: 3 open, fewer than 3 overdue, fewer than 3 complete');
    expect(text).toContain(
      'Other agencies together: Fewer than 3 open, fewer than 3 overdue, fewer than 3 blocked, fewer than 3 complete',
    );
    expect(text).not.toMatch(/Mereside|Probation/);
  });

  it('tells the body at last that nothing is open', () => {
    const counts = { open: 0, overdue: 0, blocked: 0, complete: 4, agencies: [] };
    const status = { body: 'Strategic Executive Group', counts, agencies: new Map() };
    const content = rendered('status/quarterly', { ...facts, status });
    expect(content.subject).toMatch(/: nothing is open – /);
    expect(texts(content).text).toContain('This is the last status until new actions are adopted.');
  });
});

describe('words of the profile', () => {
  it('replace ours in every letter', () => {
    const words = wordsSchema.parse({
      return: 'case review form',
      returns: 'case review forms',
      discussion: 'learning meeting',
      businessUnit: 'LSCP team',
      draw: 'dip sample',
    });
    const said = kinds
      .map((kind) => rendered(kind, { ...exampleOf(kind), words }))
      .map((content) => `${content.subject} ${texts(content).text}`)
      .join(' ');
    expect(said).not.toMatch(/audit tool|audit discussion|business unit|random selection/);
    expect(said).toContain('3 case review forms due by');
    expect(said).toContain('Attend the learning meeting on');
    expect(said).toContain('The dip sample has been made');
  });
});

describe('letters about the pack and the discussion', () => {
  const withTime = {
    ...facts,
    discussion: {
      date: { degree: 'fixed' as const, date: '2027-03-08' },
      changes: 2,
      startsAt: '10:00',
      minutes: 180,
      place: 'Town Hall',
    },
  };

  it('tell of the pack by numbers only, and when it is to be read (DD-13)', () => {
    const content = rendered('pack/circulated', withTime);
    expect(content.subject).toMatch(/^Pack to read before Monday 8 March 2027 – /);
    const { text } = texts(content);
    expect(text).toContain('You take part in the cases of 4 children');
    expect(text).toContain('Monday 8 March 2027, 10am to 1pm');
    expect(texts(rendered('pack/supplement', withTime)).text).toContain(
      '9 completed audit tools about children whose cases are yours have come in',
    );
  });

  it('tell the officer what is missing before the pack leaves (DD-12)', () => {
    const { text } = texts(rendered('circulate/ask', withAsk({ step: 'circulate', agency: null })));
    expect(text).toContain('9 of 11 completed audit tools are in.');
    expect(text).toContain('Still missing: 2, from Aldermere Police and Housing.');
  });

  it('keep one place in the calendar through every letter about the discussion', () => {
    const attend = { ...withTime, ask: { ...(facts.ask as AskFacts), step: 'attend' } };
    const asked = rendered('attend/ask', attend).invitation;
    const moved = rendered('meeting-moved', withTime).invitation;
    const cancelled = rendered('meeting-cancelled', withTime).invitation;
    expect(asked).toMatchObject({
      uid: 'request-priya',
      sequence: 2,
      time: { startsAt: '10:00', minutes: 180 },
      place: 'Town Hall',
    });
    expect(moved).toEqual(asked);
    expect(cancelled).toMatchObject({ method: 'CANCEL', uid: 'request-priya', sequence: 3 });
  });

  it('are for the reader’s own part where cases have times of their own, in one entry', () => {
    const stretches = [
      { from: 20, to: 40 },
      { from: 160, to: 180 },
    ];
    const content = rendered('meeting-moved', { ...withTime, ownStretches: stretches });
    expect(content.invitation).toMatchObject({
      uid: 'request-priya',
      sequence: 2,
      time: { startsAt: '10:00', after: 20, minutes: 160 },
    });
    expect(content.invitation?.description).toContain(
      'You are needed from 10:20am to 10:40am and 12:40pm to 1pm; the whole meeting is from 10am to 1pm.',
    );
    expect(content.subject).toContain('now on Monday 8 March 2027, 10:20am');
    const { text } = texts(content);
    expect(text).toContain('Your cases: 10:20am to 10:40am and 12:40pm to 1pm');
    expect(text).not.toMatch(/\bC\d/);
  });

  it('ask again whether somebody comes only if they have been asked', () => {
    expect(texts(rendered('meeting-moved', withTime)).text).toContain('whether you are coming');
    const before = rendered('meeting-moved', { ...withTime, replyOpen: false });
    expect(texts(before).text).not.toContain('whether you are coming');
  });
});

describe('an escalation', () => {
  it('says which agency has not answered what since when, and what its reader can do', () => {
    const officer = { ...facts, reader: { ...facts.reader, id: 'nadia', agency: null } };
    const deputy = { ...facts, reader: { ...facts.reader, id: 'tom' } };
    const { text, html } = texts(rendered('returns/escalate', officer));
    expect(rendered('returns/escalate', officer).subject).toMatch(
      /^3 completed audit tools from Aldermere Police overdue since Monday 15 February 2027/,
    );
    expect(text).toContain('We asked for this on Monday 11 January 2027');
    expect(html).toContain('Open the console');
    expect(rendered('returns/escalate', deputy).button).toBeUndefined();
    expect(texts(rendered('returns/escalate', deputy)).text).toContain('the person who was asked');
    expect(texts(rendered('returns/escalate')).text).toContain('It was asked of you.');
  });
});

describe('a receipt', () => {
  it('gives the reference and the time in the partnership’s zone, and what is still to do', () => {
    const { text } = texts(rendered('receipt'));
    expect(rendered('receipt').subject).toMatch(
      /^Completed audit tool received, receipt WX7K-3Q9M/,
    );
    expect(text).toContain('Received: 3:42pm on Tuesday 1 June 2027');
    expect(text).toContain('Still to do: 2 completed audit tools');
    const last = { ...facts, receipt: { ...facts.receipt, openReturns: 0, onBehalf: true } };
    const entered = rendered('receipt', last as LetterFacts);
    expect(entered.button).toBeUndefined();
    expect(texts(entered).text).toContain('has entered a completed audit tool on your behalf');
  });
});

/** What a reader sees of a page. */
function plain(html: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  const body = html.slice(html.indexOf('<body'));
  return squeezed(
    body
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/&(\w+|#39);/g, (whole, name: string) => entities[name] ?? whole),
  );
}

/** Without colons: in plain text they stand between a label and its value. */
function squeezed(text: string): string {
  return text.replace(/:/g, '').replace(/\s+/g, ' ').trim();
}
