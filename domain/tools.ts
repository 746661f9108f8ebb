import type { Profile } from './profile.ts';
import type { GatherReturns } from './stages/gather-returns.ts';
import type { Question, Section, Tool } from './tool.ts';

/** Whose tool it is: the stage that asks for it, the child's level or area, and who is asked. */
export interface ToolPlace {
  stage: string;
  stratum: string;
  agency: string;
  /** Of the two who are asked about one attendance; empty otherwise. */
  part?: string;
}

/** The tool that an agency completes for a child: its own, its area's, or the stage's (CH-10, SO-15). */
export function toolFor(profile: Profile, place: ToolPlace): Tool {
  const stage = profile.stages.find(({ key }) => key === place.stage);
  const key = stage?.kind === 'gather-returns' ? toolKey(stage, place) : undefined;
  const named = profile.tools?.find((each) => each.key === key);
  const tool = named ?? profile.tool ?? profile.tools?.[0];
  if (!tool) throw new Error(`the profile ${profile.profile} has no tool`);
  return tool;
}

function toolKey(stage: GatherReturns, { stratum, agency, part }: ToolPlace): string | undefined {
  if (part === 'attendee' || part === 'manager') return stage.toolByPart?.[part];
  return stage.toolByAgency?.[agency] ?? stage.toolByStratum?.[stratum] ?? stage.tool;
}

/** Every tool of a process, in the order of the file. */
export function toolsOf({ tool, tools }: Profile): Tool[] {
  return [...(tool ? [tool] : []), ...(tools ?? [])];
}

/**
 * The sections of several tools as one list, for whoever reads them side by side: sections and
 * questions with the same key stand in one place, where they first occur.
 */
export function mergedSections(tools: readonly Tool[]): Section[] {
  const sections = new Map<string, Section>();
  for (const section of tools.flatMap((tool) => tool.sections)) {
    const known = sections.get(section.key);
    const questions = known ? mergedQuestions(known, section) : section.questions;
    sections.set(section.key, { ...(known ?? section), questions });
  }
  return [...sections.values()];
}

function mergedQuestions(first: Section, second: Section): Question[] {
  const keys = first.questions.map(({ key }) => key);
  return [...first.questions, ...second.questions.filter(({ key }) => !keys.includes(key))];
}

/** Every grade of several tools once, in order; null where none of them gives grades. */
export function mergedScale(tools: readonly Tool[]): NonNullable<Tool['scale']> | null {
  const grades = new Map(
    tools.flatMap(({ scale }) => (scale ?? []).map((grade) => [grade.key, grade] as const)),
  );
  return grades.size > 0 ? [...grades.values()] : null;
}

/** The one scale that all tools with grades have; null where they differ, as their grades have no distance. */
export function sharedScale(tools: readonly Tool[]): NonNullable<Tool['scale']> | null {
  const scales = tools.flatMap(({ scale }) => (scale ? [scale] : []));
  const keysOf = (scale: readonly { key: string }[]) => scale.map(({ key }) => key).join(' ');
  return new Set(scales.map(keysOf)).size === 1 ? (scales[0] ?? null) : null;
}
