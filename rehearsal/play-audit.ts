import { readFileSync } from 'node:fs';
import { dateOf } from '../domain/calendar.ts';
import { stageOfKind } from '../domain/profile.ts';
import { askedAtStart } from './asked-at-start.ts';
import { withListedPeople } from './listed-people.ts';
import { type StartedAudit, startRehearsedAudit } from './new-audit.ts';
import { type InventedPartnership, inventPartnership } from './partnership.ts';
import { type Line, type PlayOptions, playToTheEnd } from './play.ts';
import type { JumpingSystem } from './system.ts';

export interface AuditToPlay extends PlayOptions {
  /** The process, as its file says it; `profileText` reads one of `profiles/`. */
  yaml: string;
  /** How many children; the profile's number where it is left out. */
  cases?: number;
  /** What the audit asks on its theme besides its tool. */
  questions?: string[];
  /** How many agencies, or their keys. Each knows every child unless `knows` says otherwise. */
  agencies?: number | string[];
  knows?: (agency: string, child: number) => boolean;
  /** How many establishments, or course attendances, a process without children asks. */
  establishments?: number;
  attendances?: number;
  /** Keys of agencies of which nobody is in the directory. */
  absent?: string[];
  lines?: Line[];
  /** The slug of the invented partnership, where a system holds several. */
  partnership?: string;
}

export interface PlayedAudit {
  place: InventedPartnership;
  audit: StartedAudit;
}

/**
 * Invents a partnership, starts one audit in it and plays it until nothing is open: with 8 cases and
 * 5 agencies, 40 returns, the report, its approvals and every quarter of its actions.
 */
export async function playAudit(system: JumpingSystem, given: AuditToPlay): Promise<PlayedAudit> {
  const played = await startAuditToPlay(system, given);
  const { knows = () => true, lines = [] } = given;
  const plot = { partnershipId: played.place.id, cast: { knows }, lines };
  await playToTheEnd(system, [plot], given);
  return played;
}

/** The same up to its start. */
export async function startAuditToPlay(
  system: JumpingSystem,
  given: AuditToPlay,
): Promise<PlayedAudit> {
  const { yaml, cases, questions, agencies, absent, partnership, knows = () => true } = given;
  const now = await system.now();
  const wanted = { yaml, agencies, absent, id: partnership };
  const place = await inventPartnership(system.records, wanted, now);
  const { id: partnershipId, officer, profileVersionId } = place;
  // Where nobody is asked who knew a child, the list says so.
  const asked = stageOfKind(place.profile, 'check-involvement') !== undefined;
  const knownAgencies = (child: number) =>
    asked ? [] : place.agencies.filter((agency) => knows(agency, child));
  const { establishments, attendances } = given;
  const people = { agencies: place.agencies, establishments, attendances, today: dateOf(now) };
  const toAsk = askedAtStart(place.profile, people);
  const audit = await startRehearsedAudit(
    system.records,
    {
      partnershipId,
      officer,
      profileVersionId,
      cases,
      knownAgencies,
      asked: toAsk,
      ...(questions ? { change: { questions } } : {}),
    },
    now,
  );
  return { place: await withListedPeople(system.records, place, toAsk), audit };
}

/** The text of a process in `profiles/`, by its name. */
export function profileText(name: string): string {
  return readFileSync(new URL(`../profiles/${name}.yaml`, import.meta.url), 'utf8');
}
