import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { allocateReturn, takeBack } from '../../records/returns/allocate.ts';
import { saveDraft } from '../../records/returns/return-drafts.ts';
import { startReturn } from '../../records/returns/start-return.ts';
import { submitReturn } from '../../records/returns/submit-return.ts';
import { type Browser, startApp, type TestApp } from '../support/app.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { hiddenFields, readableText, readerBrowser } from '../support/reader.ts';
import { auditAtReturns, fillIn, type RunningAudit, returnOf } from '../support/running-audit.ts';

let test: TestApp;
let place: Aldermere;
let audit: RunningAudit;
let priya: Browser;
let dean: Browser;

beforeAll(async () => {
  test = await startApp('2027-03-01T10:00:00Z');
  place = await aldermere(test.records, test.clock.now);
  audit = await auditAtReturns(test.records, place, test.clock.now, {
    police: [{ number: 1 }, { number: 2 }, { number: 3 }],
  });
  priya = await readerBrowser(test, place.id, place.people.priya.id);
  dean = await readerBrowser(test, place.id, place.people.dean.id);
});
afterAll(() => test?.stop());

async function toolOf(number: number): Promise<{ returnId: string; path: string }> {
  const { id } = await returnOf(test.records, audit, { agencyId: place.agencies.police, number });
  return { returnId: id, path: `/returns/${id}` };
}

async function begun(number: number, who: 'priya' | 'dean' = 'priya') {
  const tool = await toolOf(number);
  const given = { partnershipId: place.id, returnId: tool.returnId, independent: true };
  await startReturn(test.records, given, { contactId: place.people[who].id }, test.clock.now);
  return tool;
}

async function passOn(returnId: string): Promise<void> {
  const colleague = { contactId: place.people.dean.id };
  const given = { partnershipId: place.id, returnId, colleague };
  const by = { contactId: place.people.priya.id };
  expect((await allocateReturn(test.records, given, by, test.clock.now)).kind).toBe('allocated');
}

const answers = (text: string) => ({
  'answer-good-practice': text,
  'answer-development': text,
  'answer-recommendations': text,
});

/** What the clock does for an ask: its letter. */
async function byClock(step: string): Promise<void> {
  const where = { auditId: audit.id, step };
  const { wait } = await test.records.database.ask.findFirstOrThrow({ where });
  const ref = { partnership: place.id, audit: audit.number, wait };
  await actOnClock(test.records, ref, test.clock.now);
}

async function requestAsk(): Promise<string> {
  const where = { auditId: audit.id, step: 'returns', agencyId: place.agencies.police };
  return (await test.records.database.ask.findFirstOrThrow({ where })).id;
}

describe('a megabyte pasted into a field', () => {
  const pasted = 'ŵ’ '.repeat(350_000);
  const shape: Record<string, (paths: { tool: string; ask: string }) => string> = {
    reason: ({ tool }) => `${tool}/not-known`,
    name: ({ tool }) => `${tool}/allocate`,
    email: ({ ask }) => `${ask}/hand-over`,
    'answer-development': ({ tool }) => `${tool}/sections/impact`,
    text: () => '/urgent-concern',
  };

  it.each(Object.entries(shape))(
    'is refused with what to do, and %s still holds it',
    async (field, at) => {
      const { path } = await begun(1);
      const url = at({ tool: path, ask: `/asks/${await requestAsk()}` });
      const page = await priya.get(url);
      const form = { ...hiddenFields(page.body), [field]: pasted };
      const reply = await priya.send(url, form);
      expect(reply.statusCode).toBe(422);
      expect(readableText(reply.body)).toContain('There is a problem');
      expect(reply.body).toContain(pasted.trim());
    },
  );
});

describe('what is pasted out of a word processor', () => {
  const pasted = "\u0000“Don’t wait” she\u00ad said\u000b\uf0b7\tSiân Llŷr-O'Neill 👩‍👧 – ŵ ŷ";
  const kept = "“Don’t wait” she said\n•\tSiân Llŷr-O'Neill 👩‍👧 – ŵ ŷ";

  it('is kept as text, on the page, in what is checked and in the copy that is sent', async () => {
    const { path } = await begun(2);
    for (const section of [
      'recognition',
      'assessment',
      'planning',
      'joint-working',
      'impact',
      'overall',
    ]) {
      const url = `${path}/sections/${section}`;
      const form = { ...hiddenFields((await priya.get(url)).body), ...answers(pasted) };
      const saved = await priya.send(url, { ...form, 'answer-grade': 'good' });
      expect(saved.statusCode).toBe(303);
    }
    const section = await priya.get(`${path}/sections/impact`);
    expect(readableText(section.body)).toContain(readableText(kept));
    const check = await priya.get(`${path}/check`);
    expect(readableText(check.body)).toContain(readableText(kept));
    const sent = await priya.send(`${path}/submit`, hiddenFields(check.body));
    expect(sent.headers.location).toBe(`${path}/submitted`);
    const copy = (await priya.get(`${path}/copy`)).body;
    expect(readableText(copy)).toContain(readableText(kept));
    expect(copy).not.toMatch(/\u00ad|\uf0b7/);
    expect(test.faults).toEqual([]);
  });

  it('is a colleague’s name on pages and in the email to them', async () => {
    const { path } = await begun(2 + 1);
    const name = "Siân O'Neill-Llŷr\u0000 👩‍⚕️";
    const email = "s.o'neill@police.example";
    const url = `${path}/allocate`;
    const passed = await priya.post(url, { colleague: 'other', name, email });
    expect(passed.statusCode).toBe(303);
    const shown = readableText((await priya.get(`/asks/${await requestAsk()}`)).body);
    expect(shown).toContain("With Siân O'Neill-Llŷr 👩‍⚕️");
    await byClock('allocated');
    const keys = await test.records.database.letter.findMany({ where: { sentAt: null } });
    await test.post.send(
      keys.map(({ key }) => key),
      test.clock.now,
    );
    const letter = await test.inbox.waitFor(email);
    expect(letter.text).toContain("Siân O'Neill-Llŷr 👩‍⚕️");
    const by = { contactId: place.people.priya.id };
    const { returnId } = await toolOf(3);
    await takeBack(test.records, { partnershipId: place.id, returnId }, by, test.clock.now);
  });
});

describe('two people at one tool', () => {
  const section = (path: string) => `${path}/sections/impact`;

  it('who had it open when it was passed on loses nothing, and is told who has it', async () => {
    const { returnId, path } = await begun(3);
    const open = hiddenFields((await priya.get(section(path))).body);
    await passOn(returnId);
    const late = await priya.send(section(path), { ...open, ...answers('What the lead wrote.') });
    expect(late.statusCode).toBe(409);
    const text = readableText(late.body);
    expect(text).toContain('Dean Whitlock has it now');
    expect(text).toContain('What the lead wrote.');
    expect(text).toContain('Take it back to add it yourself, or give it to Dean Whitlock.');
    expect(text).not.toContain('reply to our last email');
  });

  it('whose tool was taken back loses nothing, and is told to whom to give it', async () => {
    const { returnId, path } = await begun(3, 'dean');
    const open = hiddenFields((await dean.get(section(path))).body);
    const own = { partnershipId: place.id, returnId };
    const kept = { ...own, section: 'impact', answers: { development: 'Saved by Dean.' } };
    const by = { contactId: place.people.dean.id };
    expect((await saveDraft(test.records, { ...kept, revision: 0 }, by, test.clock.now)).kind).toBe(
      'saved',
    );
    await takeBack(test.records, own, { contactId: place.people.priya.id }, test.clock.now);
    await begun(3);
    const shown = await priya.get(section(path));
    expect(shown.body).toContain('Saved by Dean.</textarea>');
    const late = await dean.send(section(path), {
      ...open,
      ...answers('What Dean wrote at length.'),
    });
    // What is no longer theirs looks like what never was; what they typed is shown all the same.
    expect(late.statusCode).toBe(404);
    expect(readableText(late.body)).toContain('it has been passed to somebody else or taken back');
    expect(readableText(late.body)).toContain('What Dean wrote at length.');
  });

  it('who writes on while a second tab sends it keeps the text, and is told how it can be added', async () => {
    const { returnId, path } = await begun(3);
    const by = place.people.priya.id;
    await test.records.database.returnDraft.deleteMany({ where: { returnId } });
    const seen = await fillIn(test.records, { place, returnId, by }, test.clock.now);
    const open = hiddenFields((await priya.get(section(path))).body);
    const sending = { partnershipId: place.id, returnId, submissionKey: 'second-tab', seen };
    expect(
      (await submitReturn(test.records, sending, { contactId: by }, test.clock.now)).kind,
    ).toBe('submitted');
    const late = await priya.send(section(path), { ...open, ...answers('One thing more.') });
    expect(late.statusCode).toBe(409);
    expect(readableText(late.body)).toContain('One thing more.');
    expect(readableText(late.body)).toContain('we send C3 back, and you can add it then');
  });
});
