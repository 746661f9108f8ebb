import MailComposer from 'nodemailer/lib/mail-composer';
import type { ClaimedLetter, LetterFacts } from '../records/letter-facts.ts';
import type { FrozenLetter } from '../records/post.ts';
import { sha256 } from '../records/sealing.ts';
import { type Content, oneLine, type Page } from './content.ts';
import { writeHtml } from './html.ts';
import { type Mailbox, writeInvitation } from './invitation.ts';
import { writePlainText } from './plain-text.ts';

/** Under which address this installation writes, and where answers go. */
export interface Sender {
  from: string;
  replyTo: string | undefined;
}

/** A letter's exact bytes. */
export async function writeMessage(
  sender: Sender,
  given: {
    letter: ClaimedLetter;
    facts: LetterFacts;
    content: Content;
    url: string | null;
    now: Date;
  },
): Promise<FrozenLetter> {
  const { letter, facts, content, now } = given;
  const organiser: Mailbox = { name: oneLine(facts.partnership.name), address: sender.from };
  const reader: Mailbox = { name: oneLine(facts.reader.name), address: facts.reader.email };
  const page = pageOf(facts, given);
  const { invitation } = content;
  const messageId = messageIdOf(letter.key, sender.from);
  const message = new MailComposer({
    from: organiser,
    to: reader,
    ...(sender.replyTo ? { replyTo: { name: organiser.name, address: sender.replyTo } } : {}),
    subject: oneLine(content.subject),
    date: now,
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...threading(letter, messageId, sender.from),
    text: writePlainText(page),
    html: writeHtml(page),
    ...(invitation
      ? {
          icalEvent: {
            method: invitation.method,
            filename: 'invitation.ics',
            content: writeInvitation(
              { ...invitation, uid: `${invitation.uid}@${hostOf(sender.from)}` },
              { zone: facts.partnership.zone, organiser, reader, now },
            ),
          },
        }
      : {}),
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const mime = (await message.build()).toString('utf8');
  return { messageId, from: sender.from, to: reader.address, mime };
}

function pageOf(facts: LetterFacts, given: { content: Content; url: string | null }): Page {
  const { partnership, reader, words } = facts;
  return {
    partnership: partnership.name,
    greeting: `Dear ${reader.name},`,
    content: given.content,
    url: given.url,
    footer: `This email was sent automatically for the ${words.businessUnit} of ${partnership.name}. You can reply to it.`,
  };
}

/** The same for the same letter for ever, so that a copy of it is recognised as one. */
function messageIdOf(key: string, from: string): string {
  return `<${sha256(key).slice(0, 40)}@${hostOf(from)}>`;
}

/** All letters about one ask hang on its first one, whose key ends so (records/asks.ts). */
function threading(letter: ClaimedLetter, messageId: string, from: string) {
  if (!letter.thread) return {};
  const first = messageIdOf(`${letter.thread}/ask-1`, from);
  return first === messageId ? {} : { inReplyTo: first, references: [first] };
}

function hostOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
