import { Readable } from 'node:stream';
import nodemailer, { type MailMessage, type NodemailerError } from 'nodemailer';
import type { FrozenLetter } from '../records/letters/post.ts';
import type { Attempt } from '../records/store/attempts.ts';

/** How many letters travel at the same time. */
const connections = 5;

/** One attempt, with its waiting for a connection, ends well before the claim on its letter. */
const attemptMs = 60_000;

export interface Smtp {
  /** One attempt to hand a letter over; never throws. */
  attempt(frozen: FrozenLetter): Promise<Attempt>;
  close(): void;
}

export function openSmtp(url: string): Smtp {
  const transport = nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: connections,
    // Replaces a connection that the server closed while it was idle.
    maxRequeues: 1,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    dnsTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const begun = new WeakSet<AbortSignal>();
  transport.use('stream', (mail, done) => {
    const attempt = mail.data.signal as AbortSignal;
    mail.message.processFunc((input) => Readable.from(onlyOnce(input, attempt, begun)));
    done(mistakenAddress(mail));
  });
  return {
    async attempt({ from, to, mime }) {
      const signal = AbortSignal.timeout(attemptMs);
      try {
        const envelope = { from: { name: '', address: from }, to: { name: '', address: to } };
        await transport.sendMail({ envelope, raw: mime, signal });
        return { outcome: 'sent' };
      } catch (error) {
        return failedAttempt(error as NodemailerError, begun.has(signal));
      }
    },
    close: () => transport.close(),
  };
}

/**
 * The message as the connection reads it, which it does only once the server has said that it takes
 * it: from here on a lost connection may mean that the letter has arrived. It is read only once,
 * whatever the library would try again.
 */
async function* onlyOnce(
  input: AsyncIterable<Buffer>,
  attempt: AbortSignal,
  begun: WeakSet<AbortSignal>,
): AsyncGenerator<Buffer> {
  if (begun.has(attempt)) throw new Error('the message of this attempt has been read before');
  begun.add(attempt);
  yield* input;
}

/** The library makes something of every text; what it has to change first is no address. */
function mistakenAddress({ data, message }: MailMessage): NodemailerError | null {
  const { to } = data.envelope as { to: { address: string } };
  const made = message.getEnvelope().to;
  if (made.join(' ').toLowerCase() === to.address.toLowerCase()) return null;
  return Object.assign(new Error('not an email address'), { code: 'EENVELOPE' });
}

function failedAttempt(error: NodemailerError, begun: boolean): Attempt {
  const { responseCode, code, command } = error;
  if (!responseCode) {
    // Without the server's word: an address that cannot even be written into a command, or silence.
    if (code === 'EENVELOPE') return { outcome: 'failed', code: '553', bounced: true };
    return { outcome: 'set-back', code: wordFor(error, begun), perhapsDelivered: begun };
  }
  const forGood = responseCode >= 500 && responseCode !== 503;
  const aboutReader = command === 'RCPT TO';
  // Anything else the server says before the message is about us, and mends for all letters at once.
  if (forGood && (aboutReader || code === 'EMESSAGE')) {
    return { outcome: 'failed', code: String(responseCode), bounced: aboutReader };
  }
  return { outcome: 'set-back', code: String(responseCode), perhapsDelivered: false };
}

function wordFor(error: NodemailerError, begun: boolean): string {
  if (begun) return 'connection-lost';
  return error.code === 'EABORT' ? 'too-slow' : 'unreachable';
}
