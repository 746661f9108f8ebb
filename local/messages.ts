import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime, { type Attachment } from 'postal-mime';

export interface Message {
  /** Counts up from "1" in the order of arrival. */
  id: string;
  /** The addresses the message was handed over for, in lower case. */
  to: string[];
  from: string;
  subject: string;
  /** As the message itself says, an ISO instant: virtual where the sender's clock is. */
  date: string;
  messageId: string;
  text: string;
  html: string;
  attachments: Attachment[];
  /** Names in lower case. */
  headers: { key: string; value: string }[];
  /** Every byte, as received. */
  raw: Buffer;
}

const DELIVERED_TO = 'Delivered-To: ';

/** Received messages in memory and, with a folder, in files that mail programs can open. */
export async function openMessageStore(folder?: string): Promise<MessageStore> {
  const store = new MessageStore(folder);
  await store.reread();
  return store;
}

export class MessageStore {
  readonly #folder: string | undefined;
  #kept: Message[] = [];
  #last = 0;

  constructor(folder?: string) {
    this.#folder = folder;
  }

  /** Oldest first; only what was handed over for `recipient`, when given. */
  list(recipient?: string): Message[] {
    const wanted = recipient?.toLowerCase();
    return this.#kept.filter(({ to }) => wanted === undefined || to.includes(wanted));
  }

  find(id: string): Message | undefined {
    return this.#kept.find((message) => message.id === id);
  }

  async add(raw: Buffer, to: string[]): Promise<void> {
    this.#last += 1;
    const id = String(this.#last);
    if (this.#folder) {
      const envelope = to.map((address) => `${DELIVERED_TO}${address}\r\n`).join('');
      writeFileSync(this.#file(id), Buffer.concat([Buffer.from(envelope), raw]));
    }
    const message = await parse(id, raw, to);
    // Parsing yields, so a later message may be ready first.
    this.#kept.push(message);
    this.#kept.sort((a, b) => Number(a.id) - Number(b.id));
  }

  clear(): void {
    if (this.#folder) for (const { id } of this.#kept) rmSync(this.#file(id), { force: true });
    this.#kept = [];
  }

  /** Takes up what earlier runs left in the folder. */
  async reread(): Promise<void> {
    if (!this.#folder) return;
    mkdirSync(this.#folder, { recursive: true });
    for (const name of readdirSync(this.#folder).sort()) {
      if (!/^\d+\.eml$/.test(name)) continue;
      const message = await parseFile(name, readFileSync(join(this.#folder, name)));
      this.#kept.push(message);
      this.#last = Number(message.id);
    }
  }

  #file(id: string): string {
    return join(this.#folder ?? '', `${id.padStart(8, '0')}.eml`);
  }
}

async function parseFile(name: string, bytes: Buffer): Promise<Message> {
  const to: string[] = [];
  let rest = bytes;
  while (rest.subarray(0, DELIVERED_TO.length).toString() === DELIVERED_TO) {
    const end = rest.indexOf('\r\n');
    to.push(rest.subarray(DELIVERED_TO.length, end).toString());
    rest = rest.subarray(end + 2);
  }
  return parse(String(Number(name.replace('.eml', ''))), rest, to);
}

async function parse(id: string, raw: Buffer, to: string[]): Promise<Message> {
  const email = await PostalMime.parse(raw);
  return {
    id,
    to,
    from: email.from?.address ?? '',
    subject: email.subject ?? '',
    date: email.date ?? '',
    messageId: email.messageId ?? '',
    text: email.text ?? '',
    html: email.html ?? '',
    attachments: email.attachments,
    headers: email.headers.map(({ key, value }) => ({ key, value })),
    raw,
  };
}
