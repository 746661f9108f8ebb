/** One child of the list; nothing here says who it is. */
export interface ListedChild {
  reference: string;
  level: string;
  familyReference: string | null;
}

/** A level of need, or whatever else the process divides its children by. */
export interface Stratum {
  key: string;
  label: string;
  quota?: number | null | undefined;
}

export interface DrawInput {
  rows: readonly ListedChild[];
  /** In the profile's order, which is part of what has to be kept to repeat the draw. */
  strata: readonly Stratum[];
  size: number;
  /** 32 hexadecimal digits, or a multiple of 32. */
  seed: string;
  excluded: readonly { reference: string; reason: string }[];
  /** Strata without any child to draw, each with the reason that the report states. */
  leftOut: readonly { stratum: string; reason: string }[];
  maxPerFamily?: number;
}

export interface DrawProblem {
  stratum?: string;
  reference?: string;
  message: string;
}

/** What is wrong with the list, the exclusions or the seed, before anything is drawn. */
export function drawInputProblems({
  rows,
  strata,
  seed,
  excluded,
  leftOut,
}: DrawInput): DrawProblem[] {
  const problems: DrawProblem[] = [];
  const levels = new Set(strata.map((stratum) => stratum.key));
  const references = new Set<string>();
  for (const { reference, level } of rows) {
    if (references.has(referenceKey(reference))) {
      problems.push({ reference, message: `The list holds the reference "${reference}" twice.` });
    }
    if (!levels.has(level)) {
      problems.push({ reference, message: `"${reference}" has an unknown level, "${level}".` });
    }
    references.add(referenceKey(reference));
  }
  for (const { reference, reason } of excluded) {
    if (!references.has(referenceKey(reference))) {
      problems.push({ reference, message: `"${reference}" is excluded but is not in the list.` });
    }
    if (reason.trim() === '') {
      problems.push({ reference, message: `Say why "${reference}" is excluded.` });
    }
  }
  for (const { stratum, reason } of leftOut) {
    const label = strata.find((each) => each.key === stratum)?.label;
    if (!label) problems.push({ stratum, message: `"${stratum}" cannot be left out: not known.` });
    else if (reason.trim() === '') {
      problems.push({ stratum, message: `Say why "${label}" is left out.` });
    }
  }
  if (!isSeed(seed)) problems.push({ message: 'The seed has to be 32 hexadecimal digits.' });
  return problems;
}

/** The four words from which the generator starts: the seed's blocks of 128 bits, by XOR. */
export function generatorState(seed: string): number[] {
  const state = [0, 0, 0, 0];
  for (const [position, word] of (seed.match(/.{8}/g) ?? []).entries()) {
    state[position % 4] = (state[position % 4] ?? 0) ^ Number.parseInt(word, 16);
  }
  return state;
}

// From a state of nothing but zeros the generator gives nothing but zeros.
function isSeed(seed: string): boolean {
  return /^([0-9a-f]{32})+$/i.test(seed) && generatorState(seed).some((word) => word !== 0);
}

/** References are the same when they differ only in case and spaces. */
export function referenceKey(reference: string): string {
  return reference.normalize('NFC').replace(/\s+/g, '').toUpperCase();
}
