import { parse, parseDocument } from 'yaml';
import { buildApp } from '../../api/app.ts';
import { usualWords, type Words } from '../../domain/words.ts';
import type { TestApp } from './app.ts';
import { walk } from './console-walk.ts';
import { internalWords, readableText, readerBrowser } from './reader.ts';
import { staffBrowser } from './staff.ts';
import type { System } from './system.ts';

/** For each word of a process one that nobody uses, so that none of the usual ones can be right. */
const ownWords: Words = {
  audit: 'brelling',
  return: 'quandle',
  returns: 'quandles',
  sentBack: 'vorpled',
  nilReturn: 'not glimmed',
  frame: 'snerl',
  stratum: 'tove',
  draw: 'gyring',
  firstRating: 'mimsing',
  moderatedRating: 'outgrabe',
  body: 'borogove',
  establishment: 'wabe',
  establishments: 'wabes',
  window: 'tulgey',
  businessUnit: 'jubjub',
  discussion: 'frabjous',
};

/** The same process where everything is called something else. */
export function inOwnWords(yaml: string): string {
  const document = parseDocument(yaml);
  document.set('words', document.createNode(ownWords));
  return String(document);
}

/** Something that people read, and where. */
interface Read {
  where: string;
  text: string;
}

/** Reads all that a played audit shows while it is played. */
export interface OwnWordsReader {
  /** To be called whenever everything stands still. */
  each(): Promise<void>;
  /** Every usual or internal word that somebody has read, with its place and what stands around it. */
  strayWords(yaml: string): Promise<string[]>;
  /** Which of the own words nobody has read. */
  unread(): string[];
  close(): Promise<void>;
}

/** The pages of one system, as each person who is asked and the officer see them. */
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
  // Of each kind of page one is enough, but for those from which people begin.
  const kinds = new Set<string>();
  const keep = (pages: { url: string; route: string; type: string; body: string }[]) => {
    for (const { route, type, body } of pages) {
      if (type.includes('html')) read.push({ where: route, text: readableText(body) });
    }
  };

  return {
    async each() {
      clock.now = await system.now();
      const rows = await records.database.ask.findMany({
        where: { outcome: null, audit: { state: 'open' } },
        distinct: ['step', 'stageKey'],
        orderBy: { key: 'asc' },
      });
      const open = rows.map((row) => ({ ...row, stageKey: row.stageKey ?? '' }));
      const fresh = open.filter(({ step, stageKey }) => !seen.has(`${stageKey}/${step}`));
      for (const { id, step, stageKey, partnershipId, contactId } of fresh) {
        seen.add(`${stageKey}/${step}`);
        const browser = await readerBrowser(test, partnershipId, contactId);
        const leadsOn = (href: string) => /^\/(asks|returns|pack|work)/.test(href);
        keep(await walk(browser, ['/asks', `/asks/${id}`], leadsOn, kinds));
      }
      const first = fresh.find(({ stageKey }) => !seen.has(stageKey));
      if (!first) return;
      seen.add(first.stageKey);
      const { number, startedById } = await records.database.audit.findUniqueOrThrow({
        where: { id: first.auditId ?? '' },
      });
      const staff = await staffBrowser(test, first.partnershipId, startedById);
      const own = `/console/audits/${number}`;
      keep(await walk(staff, ['/console', own], (href) => href.startsWith(own), kinds));
    },
    strayWords: async (yaml) => [
      ...strayIn(read, await allowedTexts(system, yaml)),
      ...(await strayInEmails(system, yaml)),
    ],
    unread() {
      const all = [...read, ...system.mailbox.received.list()]
        .map(({ text }) => text ?? '')
        .join(' ')
        .toLowerCase();
      return Object.values(ownWords).filter((word) => !all.includes(word));
    },
    async close() {
      await app.close();
      if (faults.length > 0) throw new Error(faults.join('\n'));
    },
  };
}

/** The same of its emails alone, which every played audit has sent. */
export async function strayInEmails(system: System, yaml: string): Promise<string[]> {
  const letters = system.mailbox.received.list().flatMap(({ subject, text }) =>
    // The status of a group's work plan is of whatever audits it has actions of.
    subject.startsWith('Work plan of')
      ? []
      : [{ where: `email “${subject}”`, text: `${subject} ${text ?? ''}` }],
  );
  return strayIn(letters, await allowedTexts(system, yaml));
}

function strayIn(read: Read[], allowed: string[]): string[] {
  return read.flatMap(({ where, text }) => {
    const rest = allowed.reduce((left, each) => left.replaceAll(each, '…'), text);
    return [...rest.matchAll(stray)].map((found) => {
      const around = rest.slice(Math.max(0, found.index - 40), found.index + 60);
      return `${where}: ${around.replace(/\s+/g, ' ')}`;
    });
  });
}

/** What the process itself writes, and what its groups are called. */
async function allowedTexts({ records }: System, yaml: string): Promise<string[]> {
  const groups = await records.database.body.findMany();
  return [...textsOf(yaml), ...groups.map(({ name }) => name)];
}

const usual = Object.values(usualWords).sort((a, b) => b.length - a.length);
const stray = new RegExp(`\\b(${usual.join('|')})s?\\b|${internalWords.source}`, 'gi');

/** What the process itself writes, longest first: it may use any word. */
function textsOf(yaml: string): string[] {
  const texts: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === 'string' && value.length > 3) texts.push(readable(value));
    else if (value && typeof value === 'object') Object.values(value).forEach(visit);
  };
  visit(parse(yaml));
  return texts.sort((a, b) => b.length - a.length);
}

function readable(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
