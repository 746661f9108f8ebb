import { type Mailbox, startMailbox } from '../../local/mailbox.ts';
import type { Message } from '../../local/messages.ts';

export interface Inbox {
  /** The mail server itself: its `url`, and its ways of refusing. */
  mailbox: Mailbox;
  /** What arrived for the address so far, oldest first. */
  to(address: string): Message[];
  /** The newest message for the address whose subject contains the words, waiting for it. */
  waitFor(address: string, subjectPart?: string, limits?: Limits): Promise<Message>;
  stop(): Promise<void>;
}

interface Limits {
  /** How many messages for the address had arrived before, and do not count. */
  after?: number;
  timeoutMs?: number;
}

/** A mail server of the test's own that the product sends to over real SMTP. */
export async function openInbox(): Promise<Inbox> {
  return inboxOf(await startMailbox());
}

/** What arrived in a mail server that runs already. */
export function inboxOf(mailbox: Mailbox): Inbox {
  const to = (address: string) => mailbox.received.list(address);
  return {
    mailbox,
    to,
    waitFor: (address, subjectPart = '', { after = 0, timeoutMs = 15_000 } = {}) =>
      waitFor(() => to(address).slice(after), { address, subjectPart, timeoutMs }),
    stop: () => mailbox.stop(),
  };
}

interface Wanted {
  address: string;
  subjectPart: string;
  timeoutMs: number;
}

async function waitFor(arrived: () => Message[], wanted: Wanted): Promise<Message> {
  const deadline = AbortSignal.timeout(wanted.timeoutMs);
  for (;;) {
    const found = arrived().findLast(({ subject }) => subject.includes(wanted.subjectPart));
    if (found) return found;
    if (deadline.aborted) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const subjects = arrived().map(({ subject }) => subject);
  const list = subjects.length > 0 ? subjects.join(', ') : 'nothing';
  throw new Error(`no "${wanted.subjectPart}" for ${wanted.address}; arrived: ${list}`);
}
