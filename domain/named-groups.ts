import type { Profile } from './profile.ts';
import { sentenceCase } from './sentence-case.ts';
import { rulesOf } from './stage-kinds.ts';

/**
 * The same process with the names of its groups where their keys were: only for telling it. A group
 * that the directory does not know goes by its key, as words.
 */
export function withGroupsNamed(
  profile: Profile,
  names: Pick<ReadonlyMap<string, string>, 'get'> = new Map(),
): Profile {
  const nameOf = (key: string) => names.get(key) ?? keyInWords(key);
  const told = structuredClone(profile);
  for (const stage of told.stages) {
    for (const { setting, key } of rulesOf(stage).bodies?.(stage) ?? []) {
      put(stage, setting, nameOf(key));
    }
  }
  if (told.overseenBy) told.overseenBy = nameOf(told.overseenBy);
  if (told.agencyAudits) told.agencyAudits.body = nameOf(told.agencyAudits.body);
  return told;
}

function put(into: object, path: readonly string[], value: string): void {
  const [first = '', ...rest] = path;
  const found = into as Record<string, unknown>;
  if (rest.length === 0) found[first] = value;
  else put(found[first] as object, rest, value);
}

const small = new Set(['of', 'on', 'in', 'to', 'at', 'by']);

/** "qa-sub-committee" → "QA sub committee", "seg" → "SEG": short ones are initials. */
function keyInWords(key: string): string {
  if (/^[a-z]{1,4}$/.test(key)) return key.toUpperCase();
  const parts = key.split('-');
  return sentenceCase(
    parts
      .map((part) => (part.length === 2 && !small.has(part) ? part.toUpperCase() : part))
      .join(' '),
  );
}
