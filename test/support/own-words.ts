import { parse, parseDocument } from 'yaml';
import { usualWords, type Words } from '../../domain/words.ts';
import type { Database } from '../../records/store/database.ts';
import type { Records } from '../../records/store/transaction.ts';
import { internalWords, readableText } from './reader.ts';

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

/** The same of every process that is stored in it. */
export function storingOwnWords(database: Database): Database {
  const storing = database.$extends({
    query: {
      profileVersion: {
        create({ args, query }) {
          const { data } = args;
          return query({ ...args, data: { ...data, yaml: inOwnWords(data.yaml) } });
        },
      },
    },
  });
  return storing as unknown as Database;
}

/** Something that people read, and where. */
export interface Read {
  where: string;
  text: string;
}

/** Every usual or internal word in it that the processes themselves do not write, with its place. */
export function strayIn(read: Read[], allowed: string[]): string[] {
  const longestFirst = [...new Set(allowed)]
    .filter((text) => text.search(stray) >= 0)
    .sort((a, b) => b.length - a.length);
  return read.flatMap(({ where, text }) => {
    const rest = longestFirst.reduce((left, each) => left.replaceAll(each, '…'), text);
    return [...rest.matchAll(stray)].map((found) => {
      const around = rest.slice(Math.max(0, found.index - 40), found.index + 60);
      return `${where}: ${around}`;
    });
  });
}

const usual = Object.values(usualWords).sort((a, b) => b.length - a.length);
const stray = new RegExp(`\\b(${usual.join('|')})s?\\b|${internalWords.source}`, 'gi');

/** Which of the own words stand in none of it. */
export function unreadWords(read: Read[]): string[] {
  const all = read.map(({ text }) => text.toLowerCase());
  return Object.values(ownWords).filter((word) => !all.some((text) => text.includes(word)));
}

/** What the process itself writes, and what its groups are called: they may use any word. */
export async function allowedTexts({ database }: Records): Promise<string[]> {
  const groups = await database.body.findMany();
  const processes = await database.profileVersion.findMany();
  return [...processes.flatMap(({ yaml }) => textsOf(yaml)), ...groups.map(({ name }) => name)];
}

/** What a process itself writes. */
export function textsOf(yaml: string): string[] {
  const texts: string[] = [];
  const visit = (value: unknown): void => {
    // What the program reads, such as a key, stands nowhere.
    if (typeof value === 'string' && value.length > 3 && /[A-Z ]/.test(value))
      texts.push(onOneLine(value));
    else if (value && typeof value === 'object') Object.values(value).forEach(visit);
  };
  visit(parse(yaml));
  return texts;
}

/** All that there is to read on a page or in a file, also for those who listen. */
export function wholeText(type: string, body: string): string {
  if (!type.includes('html')) return onOneLine(body);
  const title = /<title[^>]*>([\s\S]*?)<\/title>/.exec(body)?.[1] ?? '';
  const named = [...body.matchAll(/\s(?:aria-label|alt|placeholder|data-label)="([^"]*)"/g)];
  const labels = named.map(([, label = '']) => label);
  return onOneLine(readableText([title, ...labels, body].join(' | ')));
}

export function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
