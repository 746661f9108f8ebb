/** A stage by its key, and the stages that it names in `after`. */
export interface OrderedStage {
  key: string;
  after?: readonly string[] | undefined;
}

/** The stages that one comes after: those it names, or else the one written before it. */
export function comesAfter(stages: readonly OrderedStage[], position: number): readonly string[] {
  const previous = stages[position - 1];
  return stages[position]?.after ?? (previous ? [previous.key] : []);
}

/** All stages that have ended when one begins. */
export function endedBefore(stages: readonly OrderedStage[], position: number): Set<string> {
  const ended = new Set<string>();
  const open = [...comesAfter(stages, position)];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (ended.has(key)) continue;
    ended.add(key);
    const at = stages.findIndex((each) => each.key === key);
    if (at >= 0) open.push(...comesAfter(stages, at));
  }
  return ended;
}
