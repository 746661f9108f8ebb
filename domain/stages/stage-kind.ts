import { z } from 'zod';
import type { RuleProblem } from '../rule-problem.ts';
import type { Tool } from '../tool.ts';
import type { Words } from '../words.ts';
import { type AskTimings, keySchema } from './asks.ts';

/** What every stage says, whatever its kind; a kind's settings begin with it. */
export function stageBase<K extends string>(kind: K) {
  return {
    kind: z.literal(kind),
    key: keySchema.describe('Stands in rows, addresses and summaries; unique in the profile.'),
    after: z
      .array(keySchema)
      .optional()
      .describe(
        'The stages that must have ended before this one begins; without it, the one written before it.',
      ),
  };
}

interface AnyStage {
  kind: string;
  key: string;
  after?: string[] | undefined;
}

/** What a stage needs from the stages before it, and which kinds of stage give it. */
export interface Need {
  /** In the middle of a sentence: "children". */
  what: string;
  kinds: readonly string[];
  /** It is enough that the other stage is written before; without it, that one has to have ended. */
  begunIsEnough?: true;
}

/** The timings of an ask; what hangs on something else than a date of the profile says so itself. */
export type AnyTimings = Omit<AskTimings, 'due'> & {
  due: AskTimings['due'] | { workingDaysBeforePapers: number };
};

/** One thing that a stage asks of people, in words that fit "Asks <who> to <act>, by …". */
export interface StageAsk {
  /** Where its timings stand in the stage's settings. */
  setting: readonly string[];
  timings: AnyTimings;
  /** Who is asked decides who there is to escalate to: only an agency has a safeguarding lead. */
  asked: 'agency' | 'office' | 'person';
  who: string;
  act: string;
  /** Where it is not always asked: "Where an email round is started". */
  when?: string;
  /** What is done when its time has run out: a whole sentence. */
  silence?: string;
}

/** What of the profile a stage may look at besides its own settings. */
export interface AroundStage {
  dates: readonly { key: string; label: string }[];
  /** Every audit tool of the process. */
  tools: readonly Tool[];
  words: Words;
  /** The stages of the process in their order. */
  stages: readonly StageAround[];
}

/** Another stage, as the rules of one may look at it. */
export interface StageAround {
  key: string;
  kind: string;
  settings: Readonly<Record<string, unknown>>;
  /** The stages that have ended when it begins. */
  endedBefore: ReadonlySet<string>;
}

/** Everything that is known of one kind of stage, beside its settings. */
export interface StageRules<S extends AnyStage> {
  /** What such a stage is called where people read it, in the middle of a sentence. */
  title: (words: Words, stage: S) => string;
  /** Two of them that are alike are told apart by their keys; by default, two of one kind are alike. */
  sort?: (stage: S) => string;
  /** The running process has only one of them to offer. */
  once?: true;
  needs?: readonly Need[] | ((stage: S) => readonly Need[]);
  /** What happens in it besides what is asked: whole sentences. */
  inWords: (stage: S, words: Words) => string[];
  /** One short line for its box in the drawing. */
  inShort?: (stage: S, words: Words) => string;
  /** All that it asks of people, in the order in which it is asked. */
  asks: (stage: S, words: Words) => StageAsk[];
  /** The profile's dates that it hangs on, apart from what its asks are due by. */
  dates?: (stage: S) => { setting: readonly string[]; key: string }[];
  /** It can begin without a day for them: nobody is asked anything in it before they are set. */
  waitsForDay?: true;
  /** The date that has come when it has ended. */
  endsAfter?: (stage: S) => string;
  /** The keys of the groups that it works with. */
  bodies?: (stage: S) => { setting: readonly string[]; key: string }[];
  /** What is wrong with its settings though each is right by itself; paths begin at the stage. */
  problems?: (stage: S, around: AroundStage) => RuleProblem[];
}

/** A kind of stage: the schema of its settings and all that is known of it. */
export function stageKind<T extends z.ZodType<AnyStage>>(
  settings: T,
  rules: StageRules<z.infer<T>>,
): { settings: T } & StageRules<z.infer<T>> {
  return { settings, ...rules };
}
