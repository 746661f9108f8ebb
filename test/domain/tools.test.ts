import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkProfile } from '../../domain/check-profile.ts';
import { mergedScale, mergedSections, toolFor } from '../../domain/tools.ts';

const file = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);

// biome-ignore lint/suspicious/noExplicitAny: a profile as it is written, before it is checked
type Written = any;

/** The deep dive with a tool for schools and another for one level of need. */
function several(change: (profile: Written) => void = () => {}) {
  const profile: Written = parse(readFileSync(file, 'utf8'));
  const { tool } = profile;
  const [recognition] = tool.sections;
  profile.tools = [
    { key: 'main', ...tool },
    { key: 'care', ...tool, sections: [...tool.sections, { ...recognition, key: 'placement' }] },
    { key: 'school', ...tool, sections: [{ ...recognition, key: 'attendance' }] },
  ];
  delete profile.tool;
  const stage = profile.stages.find(({ key }: { key: string }) => key === 'returns');
  Object.assign(stage, {
    tool: 'main',
    toolByStratum: { 'child-in-care': 'care' },
    toolByAgency: { schools: 'school' },
  });
  change(profile);
  return checkProfile(stringify(profile, { aliasDuplicateObjects: false }));
}

describe('a process with several tools', () => {
  const checked = several();
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const { profile } = checked;
  const sections = (stratum: string, agency: string) =>
    toolFor(profile, { stage: 'returns', stratum, agency }).sections.map(({ key }) => key);

  it('asks for the tool of the child’s level or area (CH-10)', () => {
    expect(sections('universal', 'police')).not.toContain('placement');
    expect(sections('child-in-care', 'police')).toContain('placement');
  });

  it('asks an agency for its own adaptation first (SO-15)', () => {
    expect(sections('child-in-care', 'schools')).toEqual(['attendance']);
  });

  it('is read side by side with each section once', () => {
    const keys = mergedSections(profile.tools ?? []).map(({ key }) => key);
    expect(keys).toEqual([...new Set(keys)]);
    expect(keys).toContain('placement');
    expect(mergedScale(profile.tools ?? [])).toHaveLength(4);
  });

  it.each<[string, (profile: Written) => void, RegExp]>([
    [
      'a tool that is not there',
      (written) => Object.assign(stageIn(written).toolByAgency, { police: 'mian' }),
      /There is no tool "mian"\. Did you mean "main"\?/,
    ],
    [
      'a level that is not there',
      (written) => Object.assign(stageIn(written).toolByStratum, { hackny: 'main' }),
      /There is no level "hackny"/,
    ],
    [
      'a stage that says none of several',
      (written) => delete stageIn(written).tool,
      /Say which of the tools "returns" asks for/,
    ],
    [
      'a tool for which nobody is asked',
      (written) => delete stageIn(written).toolByAgency,
      /No stage asks for the tool "school"/,
    ],
    [
      'one tool and several',
      (written) => Object.assign(written, { tool: { ...written.tools[0], key: undefined } }),
      /either one "tool" or several "tools"/,
    ],
    ['none at all', (written) => delete written.tools, /"tool" is missing/],
  ])('refuses %s', (_what, change, sentence) => {
    const result = several(change);
    expect(result.ok ? '' : result.problems.map(({ message }) => message).join('\n')).toMatch(
      sentence,
    );
  });
});

function stageIn(profile: Written) {
  return profile.stages.find(({ key }: { key: string }) => key === 'returns');
}
