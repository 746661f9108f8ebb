import type { WorkingCalendar } from '../domain/calendar.ts';
import type { Ask } from '../prisma/client/client.ts';
import { profileOf, workingCalendar } from '../records/audits/audit-context.ts';
import { openWorkflows } from '../records/store/workflow-starts.ts';
import { answering } from './answers.ts';
import type { Act, AnswerMore, Asked, Cast } from './asked.ts';
import type { JumpingSystem } from './system.ts';
import { askedAt, type Delay, delayedInstant, usualInstant } from './when.ts';

/** What somebody was asked for, and of which tool. */
export type AskSeen = Ask & {
  return: { case: { number: number }; request: { agencyId: string } } | null;
};

/** Something that somebody does when asked, apart from what everybody does. */
export interface Line {
  /** Whether it is about this ask. */
  isAbout(ask: AskSeen): boolean;
  /** Which of the answers to the step; null: nothing is said. */
  act: Act | null;
  /** Whether the usual answer is still to come after it. */
  onTheWay: boolean;
  /** Left out: as soon as people usually answer. */
  delay?: Delay | undefined;
  /** Of how many asks that it is about; the next one is answered as usual. */
  times: number;
  more: AnswerMore;
}

/** Who does what in one partnership. Whoever has no line answers well and on time. */
export interface Plot {
  partnershipId: string;
  cast: Cast;
  lines: Line[];
}

interface PlannedAct {
  ask: Ask;
  at: Date;
  act: Act;
  more: AnswerMore;
  /** One act of one ask is done once. */
  key: string;
}

interface Player {
  plot: Plot;
  /** Which lines an ask has taken, the first time that it was seen. */
  taken: Map<string, Line[]>;
  done: Set<string>;
  calendar: WorkingCalendar;
}

export interface PlayOptions {
  /** Called whenever everything stands still, before anybody acts. */
  each?: () => Promise<void>;
  /** The day (ISO) by which everything must have ended. */
  until?: string;
}

/**
 * Plays what is open in some partnerships to the end: the clock jumps from one instant at which
 * something is due, or somebody acts, to the next, until nothing is open and nobody has anything
 * left to do. Only one of these may run on a system. Throws when the processes stand still.
 */
export async function playToTheEnd(
  system: JumpingSystem,
  plots: Plot[],
  options: PlayOptions = {},
): Promise<void> {
  const players = await Promise.all(plots.map((plot) => playerOf(system, plot)));
  const until = options.until ?? yearsAfter(await system.now(), 6);
  await system.settle();
  for (;;) {
    await options.each?.();
    const now = await system.now();
    const planned = (
      await Promise.all(players.map((player) => plannedActs(system, player)))
    ).flat();
    const due = planned.filter(({ at }) => at <= now);
    if (due.length > 0) {
      for (const each of due) await perform(system, players, each, now);
      await system.settleTouched();
      continue;
    }
    const next = earliest([await system.nextInstant(), ...planned.map(({ at }) => at)]);
    if (!next) break;
    if (next.toISOString() > until)
      throw new Error(`still open on ${until}:\n${await whatIsOpen(system, plots)}`);
    await system.jumpTo(next.toISOString());
  }
  const open = await whatIsOpen(system, plots);
  if (open) throw new Error(`nobody has anything left to do, and yet this is open:\n${open}`);
}

async function playerOf({ records, now }: JumpingSystem, plot: Plot): Promise<Player> {
  const partnership = await records.database.partnership.findUniqueOrThrow({
    where: { id: plot.partnershipId },
  });
  const calendar = workingCalendar(partnership, await now());
  return { plot, taken: new Map(), done: new Set(), calendar };
}

/** What people are going to do about what they have been asked for so far. */
async function plannedActs({ records }: JumpingSystem, player: Player): Promise<PlannedAct[]> {
  const { partnershipId } = player.plot;
  const asks = await records.database.ask.findMany({
    where: { partnershipId, outcome: null, OR: [{ auditId: null }, { audit: { state: 'open' } }] },
    include: {
      return: {
        select: { case: { select: { number: true } }, request: { select: { agencyId: true } } },
      },
    },
    orderBy: [{ askedAt: 'asc' }, { key: 'asc' }],
  });
  return asks.flatMap((ask) => actsOn(ask, player)).filter(({ key }) => !player.done.has(key));
}

function actsOn(ask: AskSeen, player: Player): PlannedAct[] {
  const asked = askedAt(ask);
  if (!asked) return [];
  const { acts, usual, when = 'half-way' } = answering(ask.step);
  const { calendar } = player;
  const lines = linesOf(ask, player);
  const punctual = usualInstant(ask, { asked, when, calendar });
  const planned = lines.map((line, position) => {
    const at = line.delay ? delayedInstant(ask, line.delay, { asked, calendar }) : punctual;
    return { ask, at, act: line.act, more: line.more, key: `${ask.id}/${position}` };
  });
  const certain = planned.flatMap((each) => (each.act ? { ...each, act: each.act } : []));
  if (lines.some(({ onTheWay }) => !onTheWay)) return certain;
  const last = Math.max(0, ...planned.map(({ at }) => at.getTime() + hourMs));
  const at = new Date(Math.max(punctual.getTime(), last));
  const act = acts[usual];
  if (!act) throw new Error(`"${usual}" is no way to answer "${ask.step}"`);
  return [...certain, { ask, at, act, more: {}, key: `${ask.id}/usual` }];
}

const hourMs = 3_600_000;

function linesOf(ask: AskSeen, { plot, taken }: Player): Line[] {
  const before = taken.get(ask.id);
  if (before) return before;
  const lines = plot.lines.filter((line) => line.times > 0 && line.isAbout(ask));
  for (const line of lines) line.times -= 1;
  taken.set(ask.id, lines);
  return lines;
}

async function perform(
  system: JumpingSystem,
  players: Player[],
  { ask: { id }, act, more, key }: PlannedAct,
  now: Date,
): Promise<void> {
  const { records } = system;
  const ask = await records.database.ask.findUniqueOrThrow({
    where: { id },
    include: { audit: true, concern: true },
  });
  const player = players.find(({ plot }) => plot.partnershipId === ask.partnershipId);
  player?.done.add(key);
  // Somebody else has answered in the meantime.
  if (!player || ask.outcome !== null) return;
  const profileVersionId = ask.audit?.profileVersionId ?? ask.concern?.profileVersionId ?? '';
  const profile = await profileOf(records.database, profileVersionId);
  const asked: Asked = { records, ask, profile, cast: player.plot.cast, more, now };
  try {
    await act(asked);
  } catch (error) {
    const when = now.toISOString().slice(0, 16).replace('T', ' ');
    throw new Error(`${when} ${ask.key}: ${(error as Error).message}`, { cause: error });
  }
}

async function whatIsOpen({ records }: JumpingSystem, plots: Plot[]): Promise<string> {
  const open = await Promise.all(
    plots.map(({ partnershipId }) => openWorkflows(records, { partnership: partnershipId })),
  );
  const asks = await records.database.ask.findMany({
    where: { partnershipId: { in: plots.map((plot) => plot.partnershipId) }, outcome: null },
    orderBy: { key: 'asc' },
  });
  return [
    ...open.flat().map(({ workflowId }) => workflowId),
    ...asks.map(({ key, dueDate }) => `  ${key}, due ${dueDate}`),
  ].join('\n');
}

function earliest(instants: (Date | null)[]): Date | undefined {
  return instants.flatMap((each) => each ?? []).sort((a, b) => a.getTime() - b.getTime())[0];
}

function yearsAfter(now: Date, years: number): string {
  const later = new Date(now);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later.toISOString();
}
