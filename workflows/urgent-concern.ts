import type { ConcernStep } from '../domain/concern-steps.ts';
import { act } from './activity-proxy.ts';
import { untilAnswered } from './ask.ts';
import type { ConcernInput } from './messages.ts';
import { openRun } from './run.ts';

/**
 * One urgent concern: a child or an adult at risk, or unsafe practice. Whoever is concerned was told
 * when it was raised; while they are silent the next people up the ladder are told, in hours, at
 * night and at the weekend. Ends when somebody other than the responder has accepted the assurance.
 * It belongs to no audit, waits for none and goes on when one is paused or ends.
 */
export async function urgentConcern(input: ConcernInput): Promise<{ outcome: 'closed' }> {
  const run = openRun(input);
  const { partnership, concern } = input;
  const ref = { partnership, concern };

  const answered = async (step: ConcernStep, what: string): Promise<void> => {
    run.showStage(step, `waits for ${what}`);
    const asked = await run.act(() => act.waitForConcern({ ...ref, step }));
    await untilAnswered(run, asked, what, () => act.actOnConcern({ ...ref, step }));
  };

  for (;;) {
    // The rows say where it stands, for a run that begins anew and after a refused assurance.
    const step = await run.act(() => act.concernProgress(ref));
    switch (step) {
      // Somebody who was told says that they have it.
      case 'acknowledge':
        await answered(step, 'somebody to acknowledge it');
        break;
      // They say what was done, and give assurance that it is safe now.
      case 'respond':
        await answered(step, 'what was done, and the assurance');
        break;
      // Somebody else accepts the assurance, or refuses it and it is asked for again.
      case 'accept':
        await answered(step, 'somebody else to accept the assurance');
        break;
      case 'closed':
        return { outcome: 'closed' };
    }
  }
}
