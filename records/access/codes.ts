import { randomBytes, randomInt, randomUUID, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { queueLetters } from '../letters/letters.ts';
import { seal, sha256 } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';

const validMinutes = 30;
const triesEach = 5;
const validAtOnce = 3;
// Of one link, whoever asks: enough for slow mail, too few to guess by. An office behind one address
// shares neither.
const codesAnHour = 6;
const codesADay = 20;
// A second click on the same button finds the code that the first one has just used.
const doubleClickMs = 60_000;
// Without I and O, which read like digits. The letter also orders codes of one moment: in a rehearsal
// the clock stands still.
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

export type SentCode = { kind: 'sent'; label: string; letterKey: string } | { kind: 'too-many' };

/** Makes a code that works only in the browser that asks, and queues the letter that brings it. */
export async function sendCode(
  records: Records,
  given: { partnershipId: string; contactId: string; linkId: string; browser: string; now: Date },
): Promise<SentCode> {
  const { partnershipId, contactId, linkId, browser, now } = given;
  const code = randomInt(1_000_000).toString().padStart(6, '0');
  const codeHash = await hashOf(code);
  return transaction(records, async (tx) => {
    // Two requests at once are counted one after the other.
    await tx.$queryRaw`SELECT id FROM "Link" WHERE id = ${linkId} FOR UPDATE`;
    const since = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
    const count = (hours: number) =>
      tx.linkCode.count({ where: { linkId, createdAt: { gt: since(hours) } } });
    if ((await count(1)) >= codesAnHour || (await count(24)) >= codesADay) {
      return { kind: 'too-many' };
    }
    const total = await tx.linkCode.count({ where: { linkId } });
    const label = letters[total % letters.length] ?? 'A';
    const id = randomUUID();
    const key = await records.keyring.partnership(tx, partnershipId);
    await tx.linkCode.create({
      data: {
        id,
        partnershipId,
        linkId,
        browserHash: sha256(browser),
        label,
        codeHash,
        codeSealed: seal(key, `LinkCode.codeSealed/${id}`, code),
        triesLeft: triesEach,
        createdAt: now,
        expiresAt: new Date(now.getTime() + validMinutes * 60_000),
      },
    });
    const letterKey = `code/${id}`;
    await queueLetters(tx, [
      { partnershipId, key: letterKey, kind: 'code', contactId, ids: { code: id }, now },
    ]);
    return { kind: 'sent', label, letterKey };
  });
}

/** The letters of this browser's codes that can still be entered, the newest first. */
export async function codesToEnter(
  { database }: Pick<Records, 'database'>,
  given: { linkId: string; browser: string; now: Date },
): Promise<string[]> {
  const last = await database.linkCode.findMany({
    where: { linkId: given.linkId, browserHash: sha256(given.browser) },
    orderBy: [{ createdAt: 'desc' }, { label: 'desc' }],
    take: validAtOnce,
  });
  return last
    .filter((code) => !code.usedAt && code.triesLeft > 0 && code.expiresAt > given.now)
    .map((code) => code.label);
}

export type EnteredCode =
  | { kind: 'right' }
  | { kind: 'wrong'; triesLeft: number }
  | { kind: 'none-valid' };

/**
 * Compares what was typed with the browser's last three codes. The try is taken, and committed,
 * before anything is compared: guesses made at once are all counted.
 */
export async function enterCode(
  records: Records,
  given: { linkId: string; browser: string; code: string; now: Date },
): Promise<EnteredCode> {
  const { now } = given;
  const tried = await takeTry(records, given);
  for (const each of tried) {
    if (!(await matches(given.code, each.codeHash))) continue;
    const where = { id: each.id, usedAt: null };
    await records.database.linkCode.updateMany({ where, data: { usedAt: now } });
    return { kind: 'right' };
  }
  const triesLeft = Math.max(0, ...tried.map((each) => each.triesLeft));
  return triesLeft > 0 ? { kind: 'wrong', triesLeft } : { kind: 'none-valid' };
}

interface TriedCode {
  id: string;
  codeHash: string;
  triesLeft: number;
}

/** Takes one try of each of the browser's last three codes; returns those that had one left. */
async function takeTry(
  records: Records,
  given: { linkId: string; browser: string; now: Date },
): Promise<TriedCode[]> {
  const { linkId, browser, now } = given;
  const justUsed = new Date(now.getTime() - doubleClickMs);
  return transaction(
    records,
    (tx) => tx.$queryRaw<TriedCode[]>`
      WITH last AS (
        SELECT id FROM "LinkCode"
        WHERE "linkId" = ${linkId} AND "browserHash" = ${sha256(browser)}
        ORDER BY "createdAt" DESC, label DESC LIMIT ${validAtOnce} FOR UPDATE)
      UPDATE "LinkCode" SET "triesLeft" = "triesLeft" - 1
      WHERE id IN (SELECT id FROM last) AND "triesLeft" > 0 AND "expiresAt" > ${now}
        AND ("usedAt" IS NULL OR "usedAt" > ${justUsed})
      RETURNING id, "codeHash", "triesLeft"`,
  );
}

// The asynchronous one: in the event loop it would stop everybody for as long as it takes.
const derive = promisify(scrypt) as (text: string, salt: Buffer, bytes: number) => Promise<Buffer>;

async function hashOf(code: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('base64')}.${(await derive(code, salt, 32)).toString('base64')}`;
}

async function matches(code: string, stored: string): Promise<boolean> {
  const [salt = '', hash = ''] = stored.split('.').map((part) => Buffer.from(part, 'base64'));
  if (salt === '' || hash === '') return false;
  return timingSafeEqual(await derive(code, salt, 32), hash);
}
