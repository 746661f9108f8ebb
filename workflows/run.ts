import type { SearchAttributePair } from '@temporalio/common';
import {
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Wait } from '../domain/waits.ts';
import { nudged, progress, type WorkflowInput } from './messages.ts';
import {
  nextDueAttribute,
  overdueAttribute,
  stageAttribute,
  stateAttribute,
} from './search-attributes.ts';

/**
 * What one run of a workflow knows: how each of its waits stood when it last heard of it. The rows
 * are the truth; this only saves an activity each time that somebody answers.
 */
export interface Run {
  /** What the workflow was started with; a run that continues as new is given the same. */
  readonly input: WorkflowInput;
  /** How the wait stands, as far as this run has heard. */
  view(wait: string): Wait | undefined;
  /** Takes a view that is newer than the known one. */
  learn(view: Wait): void;
  /** Runs an activity and notes that the run is not at rest meanwhile. */
  act<T>(activity: () => Promise<T>): Promise<T>;
  atRest(): boolean;
  /** Whether any of its waits has heard that the audit is cancelled. */
  cancelled(): boolean;
  /** Tells operators which stage runs now. */
  showStage(stage: string, words: string): void;
}

export function openRun(input: WorkflowInput): Run {
  const views = new Map<string, Wait>();
  const shown = shownBefore();
  let words = 'starting';
  let acting = 0;

  const learn = (view: Wait): void => {
    const known = views.get(view.id);
    if (known && known.seq > view.seq) return;
    views.set(view.id, view);
    show();
  };
  const show = (): void => {
    const waits = [...views.values()].filter((wait) => wait.open > 0);
    setCurrentDetails(detailsOf(words, waits));
    showAttributes(shown, waits);
  };

  setHandler(nudged, (nudge) => learn(nudge.wait));
  setHandler(progress, () => ({ acting: acting > 0, waits: [...views.values()] }));

  return {
    input,
    view: (wait) => views.get(wait),
    learn,
    async act(activity) {
      acting += 1;
      try {
        return await activity();
      } finally {
        acting -= 1;
      }
    },
    atRest: () => acting === 0,
    cancelled: () => [...views.values()].some((view) => view.audit === 'cancelled'),
    showStage(stage, newWords) {
      words = newWords;
      if (shown.stage !== stage) upsertSearchAttributes([{ key: stageAttribute, value: stage }]);
      shown.stage = stage;
      show();
    },
  };
}

interface Shown {
  stage: string;
  state: string;
  nextDue: string;
  overdue: boolean;
}

/** A run that continues as new inherits what the one before it showed. */
function shownBefore(): Shown {
  const { typedSearchAttributes: before } = workflowInfo();
  return {
    stage: before.get(stageAttribute) ?? '',
    state: before.get(stateAttribute) ?? '',
    nextDue: before.get(nextDueAttribute)?.toISOString() ?? '',
    overdue: before.get(overdueAttribute) ?? false,
  };
}

/** Only what has changed is written: each write is an event of the history. */
function showAttributes(shown: Shown, waits: Wait[]): void {
  const paused = waits.some((wait) => wait.audit === 'paused');
  const state = paused ? 'paused' : waits.length > 0 ? 'waiting' : 'working';
  const nextDue =
    waits
      .map((wait) => wait.dueAt ?? '')
      .filter(Boolean)
      .sort()[0] ?? '';
  const overdue = waits.some((wait) => wait.overdue > 0);
  const changed: SearchAttributePair[] = [];
  // "working" lasts a moment: written only by the workflow's end, so that each step costs no event.
  if (state !== shown.state && state !== 'working')
    changed.push({ key: stateAttribute, value: state });
  if (nextDue && nextDue !== shown.nextDue) {
    changed.push({ key: nextDueAttribute, value: new Date(nextDue) });
  }
  if (overdue !== shown.overdue) changed.push({ key: overdueAttribute, value: overdue });
  if (changed.length === 0) return;
  if (state !== 'working') shown.state = state;
  shown.nextDue = nextDue || shown.nextDue;
  shown.overdue = overdue;
  upsertSearchAttributes(changed);
}

/** Plain words for the Temporal UI: counts and dates only. */
function detailsOf(words: string, waits: Wait[]): string {
  const lines = waits.map((wait) => {
    const what = wait.id.slice(wait.id.indexOf('#') + 1);
    // Waits that were heard of before the counts travelled with them have none.
    const there = wait.returned ? `${wait.returned.in} of ${wait.returned.of} in, ` : '';
    const due = wait.dueAt ? `, due ${wait.dueAt.slice(0, 10)}` : '';
    const late = wait.overdue > 0 ? `, ${wait.overdue} overdue` : '';
    const next = wait.wakesAt ? `, next letter or step ${wait.wakesAt.slice(0, 16)}Z` : '';
    const paused = wait.audit === 'paused' ? ', paused' : '';
    return `- ${what}: ${there}${wait.open} still open${due}${late}${next}${paused}`;
  });
  return [`**${workflowInfo().workflowId}**: ${words}`, ...lines].join('\n');
}
