import { beforeEach, describe, expect, it } from 'vitest';
import { codesToEnter, enterCode, sendCode } from '../../records/access/codes.ts';
import { issueLinkToken } from '../../records/access/links.ts';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey, open } from '../../records/store/sealing.ts';
import { type Aldermere, aldermere } from '../support/directory.ts';
import { lendDatabase } from '../support/lent-database.ts';
import { freshDatabase } from '../support/postgres.ts';

const { url } = await freshDatabase();
const records = { database: lendDatabase(url), keyring: openKeyring(newKey()) };
const monday = new Date('2027-01-11T10:00:00.000Z');
const minutesLater = (minutes: number) => new Date(monday.getTime() + minutes * 60_000);

let round = 0;
let place: Aldermere;
let linkId: string;

beforeEach(async () => {
  round += 1;
  place = await aldermere(records, monday, `aldermere-${round}`);
  const contactId = place.people.priya.id;
  const { id: partnershipId } = place;
  const token = { partnershipId, contactId, letterId: null, purpose: 'asks', now: monday } as const;
  await issueLinkToken(records.database, token);
  ({ id: linkId } = await records.database.link.findFirstOrThrow({ where: { contactId } }));
});

/** Asks for a code, and reads it as its letter does. */
async function ask(browser = 'laptop', now = monday): Promise<string | null> {
  const contactId = place.people.priya.id;
  const link = { partnershipId: place.id, contactId, linkId };
  const sent = await sendCode(records, { ...link, browser, now });
  if (sent.kind !== 'sent') return null;
  const id = sent.letterKey.replace('code/', '');
  const { codeSealed } = await records.database.linkCode.findUniqueOrThrow({ where: { id } });
  const key = await records.keyring.partnership(records.database, place.id);
  return open(key, `LinkCode.codeSealed/${id}`, codeSealed as Uint8Array);
}

const enter = (code: string, now = monday, browser = 'laptop') =>
  enterCode(records, { linkId, browser, code, now });

const otherThan = (code: string | null) => (code === '000000' ? '000001' : '000000');

describe('a mailed code', () => {
  it('is six digits, and only a hash and sealed text of it are kept', async () => {
    const code = await ask();
    expect(code).toMatch(/^\d{6}$/);
    const rows = await records.database.linkCode.findMany({ where: { linkId } });
    const letters = await records.database.letter.findMany({ where: { kind: 'code' } });
    expect(JSON.stringify([rows, letters])).not.toContain(code);
  });

  it('lets its own browser in, until half an hour has gone', async () => {
    const code = (await ask()) ?? '';
    expect(await enter(code, minutesLater(29), 'another browser')).toEqual({ kind: 'none-valid' });
    expect(await enter(code, minutesLater(31))).toEqual({ kind: 'none-valid' });
    expect(await enter(code, minutesLater(29))).toEqual({ kind: 'right' });
  });

  it('is entered once, but a double click gets in too', async () => {
    const code = (await ask()) ?? '';
    const both = await Promise.all([enter(code), enter(code)]);
    expect(both).toEqual([{ kind: 'right' }, { kind: 'right' }]);
    expect(await enter(code, minutesLater(2))).toEqual({ kind: 'none-valid' });
  });

  it('has five tries, also when all guesses come at the same moment', async () => {
    const code = await ask();
    const guesses = await Promise.all(Array.from({ length: 20 }, () => enter(otherThan(code))));
    const wrong = guesses.flatMap((guess) => (guess.kind === 'wrong' ? guess.triesLeft : []));
    expect(wrong.sort()).toEqual([1, 2, 3, 4]);
    expect(await enter(code ?? '')).toEqual({ kind: 'none-valid' });
  });

  it('is right at the fifth try', async () => {
    const code = await ask();
    for (let tried = 0; tried < 4; tried += 1) await enter(otherThan(code));
    expect(await enter(code ?? '')).toEqual({ kind: 'right' });
  });

  it('stays valid beside the two that follow it, each under its own letter', async () => {
    const codes: (string | null)[] = [];
    for (let sent = 0; sent < 4; sent += 1) codes.push(await ask('laptop', minutesLater(sent)));
    const now = minutesLater(5);
    expect(await codesToEnter(records, { linkId, browser: 'laptop', now })).toEqual([
      'D',
      'C',
      'B',
    ]);
    expect((await enter(codes[0] ?? '', now)).kind).toBe('wrong');
    expect(await enter(codes[1] ?? '', now)).toEqual({ kind: 'right' });
  });

  it('is sent six times an hour and twenty times a day at most, on however many browsers', async () => {
    let sent = 0;
    for (let hour = 0; hour < 5; hour += 1) {
      for (let tried = 0; tried < 7; tried += 1) {
        const now = minutesLater(hour * 61 + tried);
        if (await ask(`browser ${hour}/${tried}`, now)) sent += 1;
      }
      if (hour === 0) expect(sent).toBe(6);
    }
    expect(sent).toBe(20);
  });
});
