import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { removedFixedQuestions } from './fixed-questions.ts';
import { isWithin, mended } from './mended.ts';
import { nearest } from './nearest.ts';
import { type Profile, profileSchema } from './profile.ts';
import { knownKeys, profileJsonSchema, type Shape } from './profile-keys.ts';
import { partsOf } from './profile-parts.ts';
import { profileRuleProblems } from './profile-rules.ts';
import type { RulePath, RuleProblem } from './rule-problem.ts';

/** Something that is wrong with a profile, and where it stands in the file; lines count from 1. */
export interface ProfileProblem {
  line: number;
  column: number;
  message: string;
}

export type CheckedProfile =
  | { ok: true; profile: Profile }
  | { ok: false; problems: ProfileProblem[] };

/**
 * Reads a profile and says everything that is wrong with it, each with line and column: what is not
 * YAML, or else what is not a profile and, in the parts that can be read, what does not fit together.
 * With the version before, also what must not be left out of it.
 */
export function checkProfile(text: string, before?: Profile): CheckedProfile {
  const checked = checkYaml<Profile>(text, {
    name: 'profile',
    schema: profileSchema,
    shape: profileJsonSchema(),
    rules: (profile) => [
      ...profileRuleProblems(partsOf(profile)),
      ...(before ? removedFixedQuestions(before, profile) : []),
    ],
    mends: true,
  });
  return checked.ok ? { ok: true, profile: checked.value } : checked;
}

/** A kind of file that people write. */
export interface FileKind<T> {
  /** What the file is, for sentences: "profile". */
  name: string;
  schema: z.ZodType<T>;
  /** The same as JSON Schema. */
  shape: Shape;
  /** What does not fit together. */
  rules: (value: T) => RuleProblem[];
  /** Whether they also look at what is right of a file that has not the shape. */
  mends?: true;
}

/** The same for any kind of file. */
export function checkYaml<T>(
  text: string,
  kind: FileKind<T>,
): { ok: true; value: T } | { ok: false; problems: ProfileProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return { line, column: col, message: `This is not valid YAML: ${error.message}` };
    });
    return { ok: false, problems: inOrder(problems) };
  }
  const data = plainData(document);
  if (data === tooManyAliases) {
    const message = 'Too much here stands for something else in the file ("*name"): write it out.';
    return { ok: false, problems: [{ line: 1, column: 1, message }] };
  }
  if (data === null || data === undefined) {
    return { ok: false, problems: [{ line: 1, column: 1, message: `The ${kind.name} is empty.` }] };
  }
  const parsed = kind.schema.safeParse(data);
  const file = { data, shape: kind.shape, name: `The ${kind.name}` };
  const found: PlacedProblem[] = parsed.success
    ? kind.rules(parsed.data)
    : [
        ...parsed.error.issues.flatMap((issue) => issueProblems(issue, file)),
        ...(kind.mends ? problemsBesides(kind, data) : []),
      ];
  if (parsed.success && found.length === 0) return { ok: true, value: parsed.data };
  const problems = found.map(({ path, message, atKey }) => {
    const offset = offsetOf(document, path, atKey === true);
    const { line, col } = lines.linePos(offset);
    return { line, column: col, message };
  });
  return { ok: false, problems: inOrder(problems) };
}

/** What does not fit together in a file that has not the shape, apart from where that is so. */
function problemsBesides<T>(kind: FileKind<T>, data: unknown): PlacedProblem[] {
  const file = mended(kind, data);
  if (!file) return [];
  const isUnsure = (path: RulePath) =>
    file.fillers.some((filler) => isWithin(path, filler) || isWithin(filler, path));
  const isToldAlready = (path: RulePath) =>
    file.fillers.some((filler) => isWithin(path, filler)) ||
    file.guesses.some((guess) => isWithin(path, guess));
  return kind
    .rules(file.value)
    .flatMap(({ path, message, restsOn = [] }) =>
      isToldAlready(path) || restsOn.some(isUnsure) ? [] : [{ path: file.written(path), message }],
    );
}

const tooManyAliases = Symbol('aliases of aliases, which a few lines can make into gigabytes');

function plainData(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) return tooManyAliases;
    throw error;
  }
}

/** A file as it was read, with what it may hold. */
interface ReadFile {
  data: unknown;
  shape: Shape;
  name: string;
}

/** A problem by the path of what it is about. */
export interface PlacedProblem {
  path: RulePath;
  message: string;
  /** The problem is the key itself, not what stands behind it. */
  atKey?: boolean;
}

function issueProblems(issue: z.core.$ZodIssue, file: ReadFile): PlacedProblem[] {
  const { data, shape, name } = file;
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: unknownKey(key, knownKeys(shape, path, data)),
        atKey: true,
      }));
    case 'invalid_union':
      return unionProblems(issue, path, file);
    case 'invalid_value':
      return [{ path, message: unknownValue(path, file, issue.values.map(String)) }];
    default:
      return [{ path, message: `${nameOf(path, name)}: ${reason(issue, path, data)}` }];
  }
}

/** Of several forms that something may have, the one it comes nearest to is told of. */
function unionProblems(
  issue: Extract<z.core.$ZodIssue, { code: 'invalid_union' }>,
  path: RulePath,
  file: ReadFile,
): PlacedProblem[] {
  if ('discriminator' in issue && issue.discriminator) {
    const options = knownKeys(file.shape, path, file.data, String(issue.discriminator));
    return [{ path, message: unknownValue(path, file, options) }];
  }
  // A text is not meant where there is a group of keys, nor the other way round.
  const ofThatSort = issue.errors.filter((issues) => !issues.some(isOfAnotherSort));
  const errors = ofThatSort.length > 0 ? ofThatSort : issue.errors;
  const mistyped = errors.flat().filter((each) => each.code === 'unrecognized_keys');
  if (mistyped.length === errors.length) {
    // Whichever form was meant, it is the key that is wrong.
    const [first] = mistyped;
    return first ? issueProblems({ ...first, path: [...path, ...first.path] }, file) : [];
  }
  const weight = (issues: z.core.$ZodIssue[]) =>
    issues.reduce((sum, each) => sum + (each.code === 'unrecognized_keys' ? 2 : 1), 0);
  const [best] = errors.toSorted((a, b) => weight(a) - weight(b));
  return (best ?? []).flatMap((each) =>
    issueProblems({ ...each, path: [...path, ...each.path] }, file),
  );
}

function isOfAnotherSort({ code, path }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

function unknownKey(key: string, known: string[]): string {
  const near = nearest(key, known);
  if (near) return `"${key}" is not known here. Did you mean "${near}"?`;
  return `"${key}" is not known here. Known are: ${known.join(', ')}.`;
}

function unknownValue(path: RulePath, { data, name }: ReadFile, options: string[]): string {
  const value = valueAt(data, path);
  const known = `Use one of: ${options.join(', ')}.`;
  if (value === undefined) return `${nameOf(path, name)} is missing. ${known}`;
  const near = typeof value === 'string' ? nearest(value, options) : undefined;
  const text = `${nameOf(path, name)} is "${String(value)}", which is not known.`;
  return near ? `${text} Did you mean "${near}"?` : `${text} ${known}`;
}

function reason(issue: z.core.$ZodIssue, path: RulePath, data: unknown): string {
  if (issue.code === 'invalid_type' && valueAt(data, path) === undefined) return 'this is missing.';
  const message = issue.message.replace(/^Invalid input: /, '').replace(/^Too/, 'too');
  return `${message}.`;
}

function nameOf(path: RulePath, whole: string): string {
  const named = path.filter((step) => typeof step === 'string').at(-1);
  return named === undefined ? whole : `"${named}"`;
}

function valueAt(data: unknown, path: RulePath): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown> | undefined)?.[step],
    data,
  );
}

/** Where a path stands in the text; where it is missing, what it is missing from. */
function offsetOf(document: Document, path: RulePath, atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [position, step] of path.entries()) {
    const inside = isAlias(node) ? node.resolve(document) : node;
    const last = position === path.length - 1;
    if (isSeq(inside)) {
      node = inside.items[Number(step)];
    } else if (isMap(inside)) {
      const pair = inside.items.find((each) => isScalar(each.key) && each.key.value === step);
      if (!pair) return offset;
      node = last && atKey ? pair.key : (pair.value ?? pair.key);
    } else {
      return offset;
    }
    offset = startOf(node) || offset;
  }
  return offset;
}

function startOf(node: unknown): number {
  return (node as { range?: [number, number, number] } | null)?.range?.[0] ?? 0;
}

/** Each once: what stands behind an alias is found wherever the alias is used. */
function inOrder(problems: ProfileProblem[]): ProfileProblem[] {
  const unique = new Map(
    problems.map((each) => [`${each.line} ${each.column} ${each.message}`, each]),
  );
  return [...unique.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}
