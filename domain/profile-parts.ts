import type { Profile, StageSettings } from './profile.ts';
import type { Fact, Tool } from './tool.ts';
import type { Words } from './words.ts';

/** A stage by where it stands, with its settings. */
export interface StagePart {
  key: string;
  kind: string;
  after: readonly string[] | undefined;
  settings: StageSettings;
}

/** A tool, with its key where it is one of several, and where it stands. */
export interface PlacedTool {
  key: string | null;
  path: (string | number)[];
  tool: Tool;
}

/** A profile as its rules look at it. */
export interface ProfileParts {
  words: Words;
  dates: Profile['dates'];
  facts: Fact[];
  tools: PlacedTool[];
  /** Whether one tool is written, and whether several are. */
  written: { tool: boolean; tools: boolean };
  stages: StagePart[];
}

export function partsOf(profile: Profile): ProfileParts {
  const { words, dates, facts, tool, tools, stages } = profile;
  return {
    words,
    dates,
    facts,
    tools: [
      ...(tool ? [{ key: null, path: ['tool'], tool }] : []),
      ...(tools ?? []).map((each, at) => ({ key: each.key, path: ['tools', at], tool: each })),
    ],
    written: { tool: tool !== undefined, tools: tools !== undefined },
    stages: stages.map((settings) => {
      const { key, kind, after } = settings;
      return { key, kind, after, settings };
    }),
  };
}
