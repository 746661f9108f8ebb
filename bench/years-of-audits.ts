import { startRehearsedAudit } from '../rehearsal/new-audit.ts';
import { playToTheEnd } from '../rehearsal/play.ts';
import { type PlayedAudit, startAuditToPlay } from '../rehearsal/play-audit.ts';
import type { JumpingSystem } from '../rehearsal/system.ts';

/** What somebody could look at while an audit is under way, told by what its people are asked for. */
const moments = ['returns', 'check', 'record', 'report', 'approve', 'update'] as const;

export interface AuditsWanted {
  /** The process, as its file says it. */
  yaml: string;
  /** How many audits are played to their end before the one that is looked at. */
  before: number;
  cases: number;
  agencies: number;
}

/**
 * Plays audits of one partnership one after another, and calls `look` at each moment of the last:
 * the first time that half of what it asks for at one step has been answered.
 */
export async function playYears(
  system: JumpingSystem,
  { yaml, before, cases, agencies }: AuditsWanted,
  look: (moment: string, audit: { id: string; number: string }) => Promise<void>,
): Promise<PlayedAudit['place']> {
  const first = await startAuditToPlay(system, { yaml, cases, agencies });
  const { place } = first;
  const { id: partnershipId, profileVersionId, officer } = place;
  const plot = { partnershipId, cast: { knows: () => true }, lines: [] };
  let audit = first.audit;
  for (let played = 0; played < before; played += 1) {
    await playToTheEnd(system, [plot]);
    const wanted = { partnershipId, profileVersionId, officer, cases };
    audit = await startRehearsedAudit(system.records, wanted, await system.now());
  }
  const seen = new Set<string>();
  await playToTheEnd(system, [plot], {
    async each() {
      for (const step of moments) {
        if (seen.has(step) || !(await isHalfAnswered(system, audit.id, step))) continue;
        seen.add(step);
        await look(step, audit);
      }
    },
  });
  return place;
}

async function isHalfAnswered(
  { records }: JumpingSystem,
  auditId: string,
  step: string,
): Promise<boolean> {
  const open = await records.database.ask.count({ where: { auditId, step, outcome: null } });
  const all = await records.database.ask.count({ where: { auditId, step } });
  return open > 0 && open <= Math.max(1, Math.ceil(all / 2));
}
