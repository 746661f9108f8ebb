import type { UrgentConcernSettings } from './urgent-concern.ts';

/** What is waited for, one after the other; a refused assurance leads back to "respond". */
export type ConcernStep = 'acknowledge' | 'respond' | 'accept';

/** raised: nobody has said that they have it; assured: told what was done, and that it is safe. */
export type ConcernState = 'raised' | 'acknowledged' | 'assured' | 'closed';

const stepOfState: Record<ConcernState, ConcernStep | null> = {
  raised: 'acknowledge',
  acknowledged: 'respond',
  assured: 'accept',
  closed: null,
};

/** What a concern waits for now; nothing when it is closed. */
export function concernStep(state: string): ConcernStep | null {
  return stepOfState[state as ConcernState] ?? null;
}

/** When everybody on the ladder has been told, all of them are chased so often. */
const chasedEveryHours = 24;

const hourMs = 3_600_000;

/** When an answer is due that is asked for now; an hour at night is an hour. */
export function concernDue(step: ConcernStep, settings: UrgentConcernSettings, now: Date): Date {
  const hours = {
    acknowledge: settings.acknowledgeHours,
    respond: settings.respondHours,
    accept: settings.acceptHours,
  };
  return new Date(now.getTime() + hours[step] * hourMs);
}

/** When the clock acts again on an answer that is late. */
export function nextEscalation(
  at: string,
  settings: UrgentConcernSettings,
  allTold: boolean,
): string {
  const hours = allTold ? chasedEveryHours : settings.escalateEveryHours;
  return new Date(Date.parse(at) + hours * hourMs).toISOString();
}

/** Who is told, in order, while an answer to a step is missing: the roles of each rung. */
export function rungsOf<R extends string>(ladder: readonly (R | readonly R[])[]): R[][] {
  return ladder.map((rung) => (typeof rung === 'string' ? [rung] : [...rung]));
}
