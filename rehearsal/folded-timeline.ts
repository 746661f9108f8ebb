import { dateOf, instantAt } from '../domain/calendar.ts';
import { listed } from '../domain/phrases.ts';
import type { TimelineEntry } from './timeline.ts';

/** A day as a business unit reads it: what happened alike within a minute is one line. */
export interface FoldedDay {
  date: string;
  lines: { hour: string; what: TimelineEntry['what']; text: string }[];
}

export function foldedDays(entries: readonly TimelineEntry[]): FoldedDay[] {
  const sender = commonEnd(entries);
  const days = new Map<string, Map<string, TimelineEntry[]>>();
  for (const entry of entries) {
    const date = dateOf(entry.at);
    const alike = days.get(date) ?? new Map<string, TimelineEntry[]>();
    const key = JSON.stringify([hourOf(entry.at), likeness(entry)]);
    alike.set(key, [...(alike.get(key) ?? []), entry]);
    days.set(date, alike);
  }
  return [...days].map(([date, alike]) => ({
    date,
    lines: [...alike.values()].flatMap((group) => {
      const [first] = group;
      return first
        ? [{ hour: hourOf(first.at), what: first.what, text: told(first, group, sender) }]
        : [];
    }),
  }));
}

/** What two entries of one moment have in common where they are told together. */
function likeness(entry: TimelineEntry): unknown {
  switch (entry.what) {
    case 'email':
      return ['email', entry.subject.replace(aReceipt, '')];
    case 'event':
      return ['event', entry.by, entry.sentence.replace(aChild, 'C')];
    case 'late':
      return ['late', entry.sentence];
  }
}

function told(first: TimelineEntry, group: TimelineEntry[], sender: string): string {
  switch (first.what) {
    case 'email': {
      const readers = group.flatMap((each) => (each.what === 'email' ? [each.to] : []));
      const subject = without(first.subject, sender);
      const all = group.length > 1 ? subject.replace(aReceipt, '') : subject;
      return `email to ${listed(counted(readers))}: ${all}`;
    }
    case 'event': {
      const children = group.flatMap((each) =>
        each.what === 'event' ? (each.sentence.match(aChild) ?? []) : [],
      );
      const times = children.length === 0 && group.length > 1 ? ` (${group.length} times)` : '';
      const sentence =
        children.length > 1 ? together(first.sentence, inRanges(children)) : first.sentence;
      return `${sentence}${times}${first.by ? ` (${first.by})` : ''}`;
    }
    case 'late':
      return `late: ${first.sentence}${group.length > 1 ? ` (${group.length} times)` : ''}`;
  }
}

const aChild = /\bC\d+\b/;
const aReceipt = /, receipt [A-Z0-9]{4}-[A-Z0-9]{4}/;

function together(sentence: string, children: string): string {
  const all = sentence.replace(aChild, children);
  return sentence.search(aChild) === 0 ? all.replace(/ was /, ' were ') : all;
}

/** "C1 to C4 and C7" */
function inRanges(children: string[]): string {
  const numbers = [...new Set(children.map((child) => Number(child.slice(1))))];
  const runs: [number, number][] = [];
  for (const number of numbers.sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  const words = runs.flatMap(([from, to]) =>
    to - from > 1 ? [`C${from} to C${to}`] : from === to ? [`C${from}`] : [`C${from}`, `C${to}`],
  );
  return listed(words);
}

/** Somebody who gets several alike is named once. */
function counted(names: string[]): string[] {
  return [...new Set(names)].map((name) => {
    const times = names.filter((each) => each === name).length;
    return times > 1 ? `${name} (${times})` : name;
  });
}

/** Every subject ends with the partnership's name, which need not stand on every line. */
function commonEnd(entries: readonly TimelineEntry[]): string {
  const ends = entries.flatMap((entry) =>
    entry.what === 'email' ? [/ – [^–]*$/.exec(entry.subject)?.[0] ?? ''] : [],
  );
  return ends.every((end) => end === ends[0]) ? (ends[0] ?? '') : '';
}

function without(subject: string, end: string): string {
  return end ? subject.slice(0, -end.length) : subject;
}

/** "09:00" as the clock on the wall shows it. */
function hourOf(at: string): string {
  const midnight = Date.parse(instantAt(dateOf(at), '00:00'));
  const minutes = Math.floor((Date.parse(at) - midnight) / 60_000);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
