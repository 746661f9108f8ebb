import type { DrawInput, DrawProblem } from './draw-input.ts';
import { draw } from './sampling.ts';

const rehearsals = 20;

/**
 * Why no sample could be drawn, found before the audit starts rather than by the draw itself. Brothers
 * and sisters can spoil a single draw, so one that succeeds among several is enough.
 */
export function drawRehearsalProblems(input: Omit<DrawInput, 'seed'>): DrawProblem[] {
  let problems: DrawProblem[] = [];
  for (let number = 1; number <= rehearsals; number += 1) {
    const result = draw({ ...input, seed: rehearsalSeed(number) });
    if (result.ok) return [];
    problems = result.problems;
  }
  return problems;
}

// Any seeds would do that lie far apart; the real one is random.
function rehearsalSeed(number: number): string {
  const spread = BigInt(number) * 0x9e3779b97f4a7c15f39cc0605cedc835n;
  return (spread & ((1n << 128n) - 1n)).toString(16).padStart(32, '0');
}
