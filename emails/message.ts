import MailComposer from 'nodemailer/lib/mail-composer';
import type { ClaimedLetter, LetterFacts } from '../records/letters/letter-facts.ts';
import type { FrozenLetter } from '../records/letters/post.ts';
import { sha256 } from '../records/store/sealing.ts';
import { type Content, oneLine, type Page } from './content.ts';
import { writeHtml } from './html.ts';
import { type Mailbox, writeInvitation } from './invitation.ts';
import { type EmailLogo, emailLogo } from './logo.ts';
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
    /** Those in it; the first one gives it its name. */
    letters: Threaded[];
    facts: LetterFacts;
    content: Content;
    url: string | null;
    now: Date;
  },
): Promise<FrozenLetter> {
  const { letters, facts, content, now } = given;
  const organiser: Mailbox = { name: oneLine(facts.partnership.name), address: sender.from };
  const reader: Mailbox = { name: oneLine(facts.reader.name), address: facts.reader.email };
  const logo = emailLogo(facts.partnership.logo);
  const page = pageOf(facts, { ...given, logo });
  const { invitation } = content;
  const messageId = messageIdOf(letters[0]?.letter.key ?? '', sender.from);
  const message = new MailComposer({
    from: organiser,
    to: reader,
    ...(sender.replyTo ? { replyTo: { name: organiser.name, address: sender.replyTo } } : {}),
    subject: oneLine(content.subject),
    date: now,
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...threading(letters, messageId, sender.from),
    text: writePlainText(page),
    html: writeHtml(page),
    ...(logo
      ? {
          attachments: [
            { filename: 'logo.png', content: logo.png, cid: logoId, contentType: 'image/png' },
          ],
        }
      : {}),
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

/** The file's name within the email. */
const logoId = 'logo@deepdive';

function pageOf(
  facts: LetterFacts,
  given: { content: Content; url: string | null; logo: EmailLogo | null },
): Page {
  const { partnership, reader, words } = facts;
  return {
    partnership: partnership.name,
    look: partnership.look,
    logo: given.logo && { source: `cid:${logoId}`, width: given.logo.width },
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

type Threaded = { letter: ClaimedLetter; facts: LetterFacts };

/**
 * All letters about one ask hang on its first one, whose key ends so (records/asks/asks.ts), and so
 * on the email that it stood in.
 */
function threading(letters: Threaded[], messageId: string, from: string) {
  const firsts = letters.flatMap(({ letter: { key, thread }, facts }) => {
    const first = `${thread}/ask-1`;
    return thread && key !== first ? [facts.threadedUnder ?? messageIdOf(first, from)] : [];
  });
  const references = [...new Set(firsts)].filter((id) => id !== messageId);
  return references[0] ? { inReplyTo: references[0], references } : {};
}

function hostOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
