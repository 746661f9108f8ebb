import { afterEach, describe, expect, it } from 'vitest';
import type { Records } from '../../records/store/transaction.ts';
import {
  atActionPlan,
  atApproval,
  atPairs,
  atPairsDiscussion,
  atReconsider,
  atTermsVote,
} from '../pages/page-audits.ts';
import type { Made } from '../pages/page-stage.ts';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { chosenAt } from '../support/deep-dives.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { followUpDates } from '../support/followed-up-audit.ts';
import { readableText } from '../support/reader.ts';
import { reportDates } from '../support/reported-audit.ts';
import { staffBrowser } from '../support/staff.ts';

let test: TestApp | undefined;
afterEach(async () => {
  await test?.stop();
  test = undefined;
});

const planning = new Date('2027-01-12T10:00:00Z');
const received = { from: 'Somebody on the phone', how: 'phone' };

interface Case {
  step: string;
  /** The page from which it is entered, and that shows it afterwards. */
  from: string;
  begun: Date;
  now: Date;
  make(records: Records, place: Aldermere): Promise<Made>;
  /** What has to be done first. */
  before?(nadia: Browser, path: string): Promise<unknown>;
  typed: Record<string, string>;
  /** What is said where the answer itself is left out; nothing where there is no more to say. */
  wrong?: string;
  shown: RegExp;
}

const cases: Case[] = [
  {
    step: 'facilitate',
    from: 'pairs',
    begun: dates.started,
    now: chosenAt,
    make: atPairs,
    typed: { answer: 'not-coming' },
    wrong: 'Say whether you can facilitate.',
    shown: /Cannot this time, as received from Somebody on the phone, by phone/,
  },
  {
    step: 'case-feedback',
    from: 'pairs',
    begun: dates.started,
    now: dates.discussed,
    make: atPairsDiscussion,
    typed: { kind: 'development', text: 'C2 was seen late.' },
    wrong: 'Add at least one key finding about C2 first.',
    shown: /Feedback: given/,
  },
  {
    step: 'approve',
    from: 'approvals',
    begun: dates.started,
    now: reportDates.answered,
    make: atApproval,
    typed: { answer: 'object', text: 'We did ask the fathers.' },
    wrong: 'Say whether you approve the report or object.',
    shown: /as received from Somebody on the phone, by phone.*We did ask the fathers/,
  },
  {
    step: 'terms-vote',
    from: 'planning',
    begun: planning,
    now: planning,
    make: atTermsVote,
    before: (nadia, path) => nadia.post(`${path}/email-round`, {}, path),
    typed: { answer: 'change', text: 'Ask the schools as well.' },
    wrong: 'Say whether you agree, or what should be changed.',
    shown: /Wants something changed Ask the schools as well/,
  },
  {
    step: 'pass-on',
    from: 'learning',
    begun: dates.started,
    now: followUpDates.adopted,
    make: atActionPlan,
    typed: { answer: 'nothing-to-pass-on' },
    wrong: 'Say whether it was passed on',
    shown: /Nothing to pass on.* As received from Somebody on the phone/,
  },
  {
    step: 'reconsider',
    from: 'discussion/revised',
    begun: dates.started,
    now: dates.discussed,
    make: atReconsider,
    typed: {},
    shown: /has nothing more to change, as received from Somebody on the phone, by phone/,
  },
];

describe('an answer that reached the business unit otherwise than by link', () => {
  it.each(cases)('is entered for whoever was asked: $step', async (given) => {
    test = await startApp(given.begun.toISOString());
    const { records, clock } = test;
    const place = await aldermere(records, given.begun);
    const { number, id: auditId } = await given.make(records, place);
    clock.now = given.now;
    const nadia = await staffBrowser(test, place.id, place.people.nadia.id);
    const path = `/console/audits/${number}/${given.from}`;
    await given.before?.(nadia, path);
    const page = await nadia.get(path);
    const links = [...page.body.matchAll(/href="([^"]+\/enter\/([^"]+))"/g)];
    const asks = await records.database.ask.findMany({ where: { auditId, step: given.step } });
    const link = links.find(([, , askId]) => asks.some(({ id }) => id === askId));
    const [, entry = '', askId = ''] = link ?? [];
    const form = readableText((await nadia.get(entry)).body);
    const today = /name="receivedOn"[^>]*value="([^"]+)"/.exec((await nadia.get(entry)).body)?.[1];
    expect(form).toContain('Enter what');
    const keys = Object.fromEntries(
      [
        ...(await nadia.get(entry)).body.matchAll(
          /name="(key|actionKey|version)" value="([^"]*)"/g,
        ),
      ].map(([, name = '', value = '']) => [name, value]),
    );
    const said = { ...keys, ...received, receivedOn: today ?? '' };
    if (given.wrong) {
      const unsaid = await nadia.post(entry, said);
      expect(unsaid.statusCode).toBe(422);
      expect(readableText(unsaid.body)).toContain(given.wrong);
    }
    const unreceived = await nadia.post(entry, { ...keys, ...given.typed });
    expect(readableText(unreceived.body)).toContain('Enter the name of the person');
    const sent = await nadia.post(entry, { ...said, ...given.typed });
    expect([sent.statusCode, sent.headers.location?.split('#')[0]]).toEqual([303, path]);
    expect(readableText((await nadia.get(path)).body)).toMatch(given.shown);
    const ask = await records.database.ask.findUniqueOrThrow({ where: { id: askId } });
    expect(ask.outcome).toBe('answered');
    const told = await records.database.letter.findMany({ where: { kind: 'answer/entered' } });
    expect(told.map(({ contactId }) => contactId)).toContain(ask.contactId);
    const elsewhere = entry.replace(askId, place.people.nadia.id);
    expect((await nadia.get(elsewhere)).statusCode).toBe(404);
  });
});
