import { z } from 'zod';
import { dateSchema, type Profile, type StageSettings, stageSchema } from './profile.ts';
import { type Tool, toolSchema } from './tool.ts';
import { usualWords, type Words, wordsSchema } from './words.ts';

/** A stage as far as it can be read: its settings, or only where it stands. */
export interface StagePart {
  key: string;
  kind: string;
  after: readonly string[] | undefined;
  settings: StageSettings | null;
}

/** What can be read of a profile of which a part is wrong, so that the rest can be looked at too. */
export interface ProfileParts {
  words: Words;
  /** Null where they cannot be read, so that nobody is told that a date is missing. */
  dates: Profile['dates'] | null;
  tools: Tool[] | null;
  stages: StagePart[];
}

export function partsOf(profile: Profile): ProfileParts {
  const { words, dates, tool, stages } = profile;
  return {
    words,
    dates,
    tools: [tool],
    stages: stages.map((settings) => partOf(settings, settings)),
  };
}

/** The parts of something that is no profile yet. */
export function readableParts(data: unknown): ProfileParts {
  const { words, dates, tool: written, stages } = asRecord(data);
  const tool = read(toolSchema, written);
  return {
    words: read(wordsSchema, words ?? {}) ?? usualWords,
    dates: read(z.array(dateSchema), dates),
    tools: tool ? [tool] : null,
    stages: (Array.isArray(stages) ? stages : []).map((stage: unknown) =>
      partOf(asRecord(stage), read(stageSchema, stage)),
    ),
  };
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
