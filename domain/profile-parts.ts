import { z } from 'zod';
import { dateSchema, type Profile, type StageSettings, stageSchema } from './profile.ts';
import { type Fact, factSchema, namedToolSchema, type Tool, toolSchema } from './tool.ts';
import { usualWords, type Words, wordsSchema } from './words.ts';

/** A stage as far as it can be read: its settings, or only where it stands. */
export interface StagePart {
  key: string;
  kind: string;
  after: readonly string[] | undefined;
  settings: StageSettings | null;
}

/** A tool, with its key where it is one of several, and where it stands. */
export interface PlacedTool {
  key: string | null;
  path: (string | number)[];
  tool: Tool;
}

/** What can be read of a profile of which a part is wrong, so that the rest can be looked at too. */
export interface ProfileParts {
  words: Words;
  /** Null where they cannot be read, so that nobody is told that a date is missing. */
  dates: Profile['dates'] | null;
  /** Null where they cannot be read. */
  facts: Fact[] | null;
  tools: PlacedTool[];
  /** Whether one tool is written, and whether several are, readable or not. */
  written: { tool: boolean; tools: boolean };
  stages: StagePart[];
}

export function partsOf(profile: Profile): ProfileParts {
  const { words, dates, facts, tool, tools, stages } = profile;
  return {
    words,
    dates,
    facts,
    tools: placed(tool, tools ?? []),
    written: { tool: tool !== undefined, tools: tools !== undefined },
    stages: stages.map((settings) => partOf(settings, settings)),
  };
}

/** The parts of something that is no profile yet. */
export function readableParts(data: unknown): ProfileParts {
  const { words, dates, facts, tool, tools, stages } = asRecord(data);
  const several = (Array.isArray(tools) ? tools : []).map((each) => read(namedToolSchema, each));
  return {
    words: read(wordsSchema, words ?? {}) ?? usualWords,
    dates: read(z.array(dateSchema), dates),
    facts: read(z.array(factSchema), facts ?? []),
    tools: placed(read(toolSchema, tool), several),
    written: { tool: tool !== undefined, tools: tools !== undefined },
    stages: (Array.isArray(stages) ? stages : []).map((stage: unknown) =>
      partOf(asRecord(stage), read(stageSchema, stage)),
    ),
  };
}

function placed(
  one: Tool | null | undefined,
  several: readonly ((Tool & { key: string }) | null)[],
): PlacedTool[] {
  return [
    ...(one ? [{ key: null, path: ['tool'], tool: one }] : []),
    ...several.flatMap((tool, at) => (tool ? [{ key: tool.key, path: ['tools', at], tool }] : [])),
  ];
}

function partOf(stage: Record<string, unknown>, settings: StageSettings | null): StagePart {
  const { key, kind, after } = stage;
  return {
    key: typeof key === 'string' ? key : '',
    kind: typeof kind === 'string' ? kind : '',
    after: Array.isArray(after) ? after.filter((each) => typeof each === 'string') : undefined,
    settings,
  };
}

/** What is there without the keys that mean nothing; null where it is wrong besides. */
function read<T extends z.ZodType>(schema: T, data: unknown): z.infer<T> | null {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const copy: unknown = structuredClone(data);
  for (const issue of parsed.error.issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const holder = issue.path.reduce<unknown>((value, step) => asRecord(value)[String(step)], copy);
    for (const key of issue.keys) delete asRecord(holder)[key];
  }
  const again = schema.safeParse(copy);
  return again.success ? again.data : null;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
