import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { type MessageStore, openMessageStore } from './messages.ts';

export interface MailboxOptions {
  /** The port to listen on; any free one when left out. */
  port?: number;
  /** Where messages are kept as .eml files and read from again; in memory only when left out. */
  folder?: string;
}

/** Starts a mail server on loopback that delivers to nobody: for `npm start` and the tests. */
export async function startMailbox(options: MailboxOptions = {}): Promise<Mailbox> {
  const mailbox = new Mailbox(await openMessageStore(options.folder));
  await mailbox.listen(options.port ?? 0);
  return mailbox;
}

export class Mailbox {
  port = 0;
  /** What was taken in: what tests and the inbox page read. */
  readonly received: MessageStore;
  readonly #refusals = new Map<string, number>();
  readonly #sockets = new Map<number, Socket>();
  #server: SMTPServer | undefined;
  #hangUps = 0;

  constructor(received: MessageStore) {
    this.received = received;
  }

  /** For SMTP_URL. */
  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Answers the recipient ("*": every one) with this SMTP code until `accept` is called. */
  refuse(recipient: string, code: number): void {
    this.#refusals.set(recipient.toLowerCase(), code);
  }

  accept(recipient: string): void {
    this.#refusals.delete(recipient.toLowerCase());
  }

  /** Keeps the next `times` messages, and hangs up instead of saying so. */
  hangUpAfterData(times: number): void {
    this.#hangUps = times;
  }

  /** Stops listening, as a mail server that is down. */
  goDown(): Promise<void> {
    return this.stop();
  }

  /** Listens again where it did before. */
  comeBack(): Promise<void> {
    return this.listen(this.port);
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await Promise.all([...this.#sockets.values()].map(ended));
    if (server) await new Promise<void>((resolve) => server.close(resolve));
  }

  async listen(port: number): Promise<void> {
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      size: 30 * 1024 * 1024,
      closeTimeout: 100,
      onRcptTo: ({ address }, _session, callback) => callback(this.#refusal(address)),
      onData: (stream, session, callback) => {
        this.#keep(stream, session).then((answered) => answered && callback(), callback);
      },
    });
    server.server.on('connection', (socket: Socket) => this.#remember(socket));
    await new Promise<void>((resolve, reject) => {
      // Later errors (a sender that goes away in the middle of a message) are no fault of ours.
      server.on('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.#server = server;
    this.port = (server.server.address() as AddressInfo).port;
  }

  #refusal(address: string): Error | null {
    const code = this.#refusals.get(address.toLowerCase()) ?? this.#refusals.get('*');
    if (!code) return null;
    const text = code >= 500 ? 'No such mailbox here' : 'Try again later';
    return Object.assign(new Error(text), { responseCode: code });
  }

  async #keep(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<boolean> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const to = session.envelope.rcptTo.map(({ address }) => address.toLowerCase());
    await this.received.add(Buffer.concat(chunks), to);
    if (this.#hangUps === 0) return true;
    this.#hangUps -= 1;
    this.#sockets.get(session.remotePort)?.destroy();
    return false;
  }

  #remember(socket: Socket): void {
    const key = socket.remotePort ?? 0;
    this.#sockets.set(key, socket);
    socket.once('close', () => this.#sockets.delete(key));
  }
}

function ended(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
    socket.destroy();
  });
}
