import { unmetExpectations } from './expectations.ts';
import { type PlayOptions, playToTheEnd } from './play.ts';
import type { PlayedAudit } from './play-audit.ts';
import { profileText, startAuditToPlay } from './play-audit.ts';
import type { Scenario } from './scenario.ts';
import { linesOf } from './scenario-lines.ts';
import type { JumpingSystem } from './system.ts';

interface ScenarioOptions extends PlayOptions {
  /** The process where it is not the file of that name in `profiles/`. */
  yaml?: string;
}

/** Plays a scenario to its end and says what it expected and did not come. */
export async function playScenario(
  system: JumpingSystem,
  scenario: Scenario,
  { yaml = profileText(scenario.profile), ...options }: ScenarioOptions = {},
): Promise<PlayedAudit & { unmet: string[] }> {
  const { cases, agencies, absent, questions, establishments, attendances } = scenario;
  const knows = (agency: string, child: number) => scenario.knows[agency]?.includes(child) ?? true;
  const played = await startAuditToPlay(system, {
    yaml,
    absent,
    knows,
    ...(cases === undefined ? {} : { cases }),
    ...(agencies === undefined ? {} : { agencies }),
    ...(questions === undefined ? {} : { questions }),
    ...(establishments === undefined ? {} : { establishments }),
    ...(attendances === undefined ? {} : { attendances }),
  });
  const plot = {
    partnershipId: played.place.id,
    cast: { knows },
    lines: linesOf(scenario, played.place),
  };
  await playToTheEnd(system, [plot], options);
  return { ...played, unmet: await unmetExpectations(system.records, played, scenario.expect) };
}

/** The instant at which a scenario's clock begins: ten o'clock on its day. */
export function startOf({ from }: { from: string }): string {
  return `${from}T10:00:00.000Z`;
}
