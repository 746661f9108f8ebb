import { randomUUID } from 'node:crypto';
import { openPost, type Post, type PostOptions } from '../../emails/post.ts';
import type { Ask } from '../../prisma/client/client.ts';
import { type NewLetter, queueLetters } from '../../records/letters/letters.ts';
import { openKeyring } from '../../records/store/keyring.ts';
import { newKey } from '../../records/store/sealing.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere } from './directory.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { lendDatabase } from './lent-database.ts';
import { createDatabase } from './postgres.ts';
import { auditAtReturns, type RunningAudit } from './running-audit.ts';

/** Rows, a mail server and the post between them, without workflows. */
export interface Outbox {
  records: Records;
  inbox: Inbox;
  place: Aldermere;
  /** With 3 returns asked of the police, 3 of social care and 3 of community health. */
  audit: RunningAudit;
  post: Post;
  /** Another process's post on the same rows. */
  anotherPost(change?: Partial<PostOptions>): Post;
  /** One more open ask like the one that the police's lead has. */
  ask(change?: Partial<Ask>): Promise<Ask>;
  queue(letter: QueuedLetter): Promise<void>;
  /** Queues a letter about an ask under the key that it would have. */
  queueAbout(ask: Ask, kind: string, change?: Partial<NewLetter>): Promise<string>;
  letter(key: string): Promise<LetterRow>;
  /** Forgets who has had today's one email. */
  anotherDay(): Promise<void>;
  close(): Promise<void>;
}

type QueuedLetter = Pick<NewLetter, 'key' | 'kind' | 'contactId'> & Partial<NewLetter>;
type LetterRow = Awaited<ReturnType<Records['database']['letter']['findUniqueOrThrow']>>;

export async function openOutbox(now: Date): Promise<Outbox> {
  const database = await createDatabase();
  const records = { database: lendDatabase(database.url), keyring: openKeyring(newKey()) };
  const inbox = await openInbox();
  const place = await aldermere(records, now);
  const audit = await auditAtReturns(records, place, now);
  await records.database.letter.deleteMany();
  const posts: Post[] = [];
  const anotherPost = (change: Partial<PostOptions> = {}) => {
    const post = openPost({ ...optionsOf(records, inbox), ...change });
    posts.push(post);
    return post;
  };
  const queue = (letter: QueuedLetter) =>
    transaction(records, (tx) =>
      queueLetters(tx, [{ partnershipId: place.id, ids: {}, now, ...letter }]),
    );
  return {
    records,
    inbox,
    place,
    audit,
    post: anotherPost(),
    anotherPost,
    ask: (change) => oneMoreAsk(records, { place, audit }, change),
    queue,
    async queueAbout(ask, kind, change = {}) {
      const key = `${ask.key}/${kind.split('/').at(-1)}-1`;
      const ids = { ask: ask.id };
      const { contactId, auditId, key: thread } = ask;
      await queue({ key, kind, contactId, auditId, ids, thread, ...change });
      return change.key ?? key;
    },
    letter: (key) => records.database.letter.findUniqueOrThrow({ where: { key } }),
    async anotherDay() {
      await records.database.letter.updateMany({ data: { writtenOn: null } });
    },
    async close() {
      await Promise.all(posts.map((post) => post.close()));
      await inbox.stop();
      await records.database.$disconnect();
      await database.drop();
    },
  };
}

function optionsOf(records: Records, inbox: Inbox): PostOptions {
  return {
    records,
    mail: {
      url: inbox.mailbox.url,
      from: 'audits@aldermere.example',
      replyTo: 'unit@aldermere.example',
    },
    publicUrl: 'https://deepdive.example',
  };
}

async function oneMoreAsk(
  records: Records,
  given: { place: Aldermere; audit: RunningAudit },
  change: Partial<Ask> = {},
): Promise<Ask> {
  const like = await records.database.ask.findFirstOrThrow({
    where: {
      auditId: given.audit.id,
      step: 'returns',
      agencyId: given.place.agencies.police,
      outcome: null,
    },
    orderBy: { askedAt: 'asc' },
  });
  const id = randomUUID();
  const data = { ...like, id, key: `ask/${id}`, moments: [], nextAt: null, ...change };
  return records.database.ask.create({ data: { ...data, moments: [] } });
}
