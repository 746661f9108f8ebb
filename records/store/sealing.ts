import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

/** A 256-bit key. */
export type Key = Buffer;

const version = 1;
const ivBytes = 12;
const tagBytes = 16;

export function newKey(): Key {
  return randomBytes(32);
}

/**
 * Seals text with AES-256-GCM. `place` names the row and column that it stands in and is
 * authenticated with it, so sealed text moved to another row does not open.
 */
export function seal(key: Key, place: string, text: string): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return new Uint8Array(Buffer.concat([Buffer.from([version]), iv, cipher.getAuthTag(), body]));
}

/** Opens what `seal` made; throws when the key or the place is another or a byte was changed. */
export function open(key: Key, place: string, sealed: Uint8Array): string {
  if (sealed[0] !== version) throw new Error(`sealed text of an unknown version at ${place}`);
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + ivBytes));
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(1 + ivBytes, 1 + ivBytes + tagBytes));
  const body = bytes.subarray(1 + ivBytes + tagBytes);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
}

export function sealJson(key: Key, place: string, value: unknown): Uint8Array<ArrayBuffer> {
  return seal(key, place, JSON.stringify(value));
}

/** The caller names the type that its own `sealJson` at the same place wrote. */
export function openJson<T>(key: Key, place: string, sealed: Uint8Array): T {
  return JSON.parse(open(key, place, sealed)) as T;
}

/** A keyed hash by which a sealed value (an address, a reference) can be looked up. */
export function lookupToken(key: Key, purpose: string, value: string): string {
  return createHmac('sha256', key)
    .update(`${purpose}\0${value.trim().toLowerCase()}`)
    .digest('hex');
}

/** A keyed digest of what was typed: the event log proves it later without telling it. */
export function digest(key: Key, text: string): string {
  return createHmac('sha256', key).update(`digest\0${text}`).digest('hex');
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A secret for a link, a session or a key: 32 random bytes; only its SHA-256 is stored. */
export function newToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: sha256(token) };
}
