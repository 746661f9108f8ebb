import { buildApp } from '../../api/app.ts';
import type { Message } from '../../local/messages.ts';
import type { AskStep } from '../../records/asks/clock.ts';
import type { TestApp } from './app.ts';
import { type Page, walk } from './console-walk.ts';
import { linksOf } from './forms.ts';
import {
  allowedTexts,
  onOneLine,
  type Read,
  strayIn,
  unreadWords,
  wholeText,
} from './own-words.ts';
import { readerBrowser } from './reader.ts';
import { staffBrowser } from './staff.ts';
import type { System } from './system.ts';

/** Reads all that a played audit shows while it is played. */
export interface OwnWordsReader {
  /**
   * To be called whenever everything stands still: the pages as somebody is first asked for something,
   * or for one of the `steps`.
   */
  each(steps?: readonly AskStep[]): Promise<void>;
  /** When it has ended: its pages and files as they are then, and every email. */
  afterwards(): Promise<void>;
  /** Every usual or internal word that somebody has read, with its place and what stands around it. */
  strayWords(): Promise<string[]>;
  /** Which of the own words nobody has read. */
  unread(): string[];
  /** The routes of what was read, but for emails. */
  routes(): string[];
  close(): Promise<void>;
}

/** The pages, files and emails of one system, as each person who is asked and the officer see them. */
export async function readInOwnWords(system: System): Promise<OwnWordsReader> {
  const { records, post } = system;
  const clock = { now: await system.now() };
  const faults: string[] = [];
  const app = await buildApp({
    records,
    config: { mode: 'test', publicUrl: 'http://localhost', cookieKey: Buffer.alloc(32, 1) },
    clock: () => clock.now,
    post,
    nudge: () => {},
    log: { error: (fields) => faults.push(JSON.stringify(fields)), info: () => {} },
  });
  await app.ready();
  const test = { app, records, clock } as unknown as TestApp;
  const seen = new Set<string>();
  const read: Read[] = [];
  const keep = (pages: Page[]) => {
    for (const { route, name, type, body } of pages) {
      read.push({ where: route, text: `${name} ${wholeText(type, body)}` });
    }
  };
  // Of each kind of page one is enough, but for those from which people begin.
  const kinds = new Map<string, Set<string>>();
  const kindsOf = (whose: string) => {
    const known = kinds.get(whose) ?? new Set<string>();
    kinds.set(whose, known);
    return known;
  };
  const asContact = async (
    { id, partnershipId, contactId }: { id?: string; partnershipId: string; contactId: string },
    whose: string,
  ) => {
    const browser = await readerBrowser(test, partnershipId, contactId);
    const starts = ['/asks', ...(id ? [`/asks/${id}`] : [])];
    keep(await walk(browser, starts, isContacts, kindsOf(whose)));
  };
  const asOfficer = async (auditId: string, whose: string) => {
    const { number, startedById, partnershipId } = await records.database.audit.findUniqueOrThrow({
      where: { id: auditId },
    });
    const staff = await staffBrowser(test, partnershipId, startedById);
    const own = `/console/audits/${number}`;
    const isOwn = (href: string) => href === own || href.startsWith(`${own}/`);
    // What waits for the officer leads to where it is done.
    const home = await walk(staff, ['/console'], () => false);
    const waiting = home.flatMap(({ body }) => linksOf(body)).filter(isOwn);
    keep([...home, ...(await walk(staff, [own, ...new Set(waiting)], isOwn, kindsOf(whose)))]);
  };

  return {
    async each(steps) {
      clock.now = await system.now();
      const rows = await records.database.ask.findMany({
        where: {
          outcome: null,
          audit: { state: 'open' },
          ...(steps ? { step: { in: [...steps] } } : {}),
        },
        distinct: ['step', 'stageKey'],
        orderBy: { key: 'asc' },
      });
      const fresh = rows.filter(({ step, stageKey }) => !seen.has(`${stageKey}/${step}`));
      for (const ask of fresh) {
        seen.add(`${ask.stageKey}/${ask.step}`);
        await asContact(ask, 'contact');
      }
      // What is asked of an agency changes little for the officer.
      const first = fresh.find(
        ({ stageKey, agencyId }) => !agencyId || !seen.has(String(stageKey)),
      );
      for (const { stageKey } of fresh) seen.add(String(stageKey));
      if (first?.auditId) await asOfficer(first.auditId, 'officer');
    },
    async afterwards() {
      clock.now = await system.now();
      for (const { id } of await records.database.audit.findMany()) await asOfficer(id, 'after it');
      const asked = await records.database.ask.findMany({ distinct: ['step'] });
      const people = new Map(asked.map((ask) => [ask.contactId, ask.partnershipId]));
      for (const [contactId, partnershipId] of people) {
        await asContact({ contactId, partnershipId }, 'contact after it');
      }
      const received = system.mailbox.received.list();
      read.push(...received.filter(isOfOneAudit).map(emailRead));
    },
    strayWords: async () => strayIn(read, await allowedTexts(records)),
    unread: () => unreadWords(read),
    routes: () => read.map(({ where }) => where),
    async close() {
      await app.close();
      if (faults.length > 0) throw new Error(faults.join('\n'));
    },
  };
}

function isContacts(href: string): boolean {
  // What an agency's own audit shows belongs to none of these.
  return /^\/(asks|returns|pack|work|overseen|quality)/.test(href) && href !== '/asks/agency-audit';
}

/** The status of a group's work plan is of whatever audits it has actions of. */
function isOfOneAudit({ subject }: Message): boolean {
  return !subject.startsWith('Work plan of');
}

/** An email as text, as it looks, and what it puts into a calendar. */
function emailRead({ subject, text, html, attachments }: Message): Read {
  const calendar = attachments
    .filter(({ mimeType }) => mimeType === 'text/calendar')
    .map(({ content }) => unfolded(content));
  const parts = [subject, onOneLine(text), wholeText('html', html), ...calendar];
  return { where: `email “${subject}”`, text: parts.join(' | ') };
}

/** A calendar file without its line ends and marks. */
function unfolded(content: ArrayBuffer | Uint8Array | string): string {
  const text =
    typeof content === 'string' ? content : Buffer.from(content as Uint8Array).toString();
  const lines = text.replace(/\r?\n[ \t]/g, '').replace(/\\(.)/g, '$1');
  return onOneLine(lines.replace(/mailto:\S+/gi, ' '));
}
