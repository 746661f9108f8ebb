import type { z } from 'zod';
import { nearest } from './nearest.ts';
import { discriminatedBy, exampleOf, knownKeys, type Shape } from './profile-keys.ts';
import type { RulePath } from './rule-problem.ts';

/** Something of the right shape, made from what was written. */
export interface Mended<T> {
  value: T;
  /** Where nothing is known of what was meant: what stands there now is no more than a filler. */
  fillers: RulePath[];
  /** Where another word stands than was written. */
  guesses: RulePath[];
  /** The path in what was written: a mistyped key stands there under its own name. */
  written(path: RulePath): RulePath;
}

const mostChanges = 200;

/**
 * Puts right what has not the shape of its kind, so that everything else can be looked at too: a
 * mistyped word becomes the one that it comes nearest to, a key that means nothing is left out, and
 * where nothing can be guessed stands a filler. Null where not even that helps.
 */
export function mended<T>(
  kind: { schema: z.ZodType<T>; shape: Shape },
  data: unknown,
): Mended<T> | null {
  const holder = { whole: structuredClone(data) };
  const renamed: { from: RulePath; to: RulePath }[] = [];
  const fillers: RulePath[] = [];
  const guesses: RulePath[] = [];
  const tried = new Set<string>();
  for (let change = 0; change < mostChanges; change += 1) {
    const parsed = kind.schema.safeParse(holder.whole);
    if (parsed.success) {
      return {
        value: parsed.data,
        fillers,
        guesses,
        written: (path) => writtenPath(path, renamed),
      };
    }
    const [issue] = parsed.error.issues;
    if (!issue) return null;
    const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
    const known = knownKeys(kind.shape, path, holder.whole);
    const strange = strangeKeys(issue, valueAt(holder.whole, path), known);
    for (const key of strange) {
      const to = rename(valueAt(holder.whole, path), key, known);
      if (to) renamed.push({ from: [...path, key], to: [...path, to] });
    }
    if (strange.length > 0) continue;
    const guessed = guess(issue, { path, shape: kind.shape, data: holder.whole });
    let at: RulePath = path;
    if (guessed !== undefined && !tried.has(JSON.stringify([at, guessed]))) {
      tried.add(JSON.stringify([at, guessed]));
      guesses.push(at);
      put(holder, at, guessed);
      continue;
    }
    while (at.length > 0 && tried.has(JSON.stringify(at))) at = at.slice(0, -1);
    if (at.length === 0) return null;
    tried.add(JSON.stringify(at));
    fillers.push(at);
    put(holder, at, exampleOf(kind.shape, at, holder.whole));
  }
  return null;
}

function strangeKeys(issue: z.core.$ZodIssue, value: unknown, known: string[]): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys;
  // Whichever of several forms was meant, a key that none of them knows is wrong.
  if (issue.code !== 'invalid_union' || !isRecord(value) || known.length === 0) return [];
  return Object.keys(value).filter((key) => !known.includes(key));
}

/** Under the name that was probably meant, or not at all. */
function rename(value: unknown, key: string, known: string[]): string | undefined {
  if (!isRecord(value)) return undefined;
  const to = nearest(key, known);
  const free = to !== undefined && !Object.hasOwn(value, to);
  if (free) value[to] = value[key];
  delete value[key];
  return free ? to : undefined;
}

/** The word that was probably meant where only certain ones can stand. */
function guess(
  issue: z.core.$ZodIssue,
  { path, shape, data }: { path: RulePath; shape: Shape; data: unknown },
): string | undefined {
  const value = valueAt(data, path);
  if (typeof value !== 'string') return undefined;
  if (issue.code === 'invalid_value') return nearest(value, issue.values.map(String));
  const by = discriminatedBy(issue);
  return by === undefined ? undefined : nearest(value, knownKeys(shape, path, data, by));
}

function writtenPath(
  path: RulePath,
  renamed: readonly { from: RulePath; to: RulePath }[],
): RulePath {
  // What was renamed last stands innermost, in something that may have been renamed before.
  return renamed.toReversed().reduce<RulePath>((at, { from, to }) => {
    return isWithin(at, to) ? [...from, ...at.slice(to.length)] : at;
  }, path);
}

/** Whether a place is this one or inside it. */
export function isWithin(path: RulePath, whole: RulePath): boolean {
  return whole.length <= path.length && whole.every((step, at) => step === path[at]);
}

function put(holder: { whole: unknown }, path: RulePath, value: unknown): void {
  const inside = valueAt(holder.whole, path.slice(0, -1));
  const last = path.at(-1);
  if (last !== undefined && (isRecord(inside) || Array.isArray(inside))) {
    (inside as Record<string | number, unknown>)[last] = value;
  }
}

function valueAt(data: unknown, path: RulePath): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown> | undefined | null)?.[step],
    data,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
