import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Plan } from '../domain/plan.ts';
import type { Wait } from '../domain/waits.ts';

/** One audit: ids, and the plan compiled from its pinned profile. */
export interface AuditInput {
  partnership: string;
  audit: string;
  plan: Plan;
}

/** All that one agency is asked for in one audit. */
export interface RequestInput {
  partnership: string;
  audit: string;
  agency: string;
  /** The stage of the audit that gathers the returns. */
  stage: string;
}

/** The status of one body's work plan. */
export interface StatusInput {
  partnership: string;
  /** The key of the body. */
  body: string;
}

/** One urgent concern, which belongs to no audit. */
export interface ConcernInput {
  partnership: string;
  /** Its number in the partnership. */
  concern: string;
}

/** One audit of a year's programme. */
export interface PlannedInput {
  partnership: string;
  /** The name of the programme and the key of its entry. */
  programme: string;
  entry: string;
}

/** One report by exception of what an agency's own audit shows. */
export interface RiskReportInput {
  partnership: string;
  /** Its number in the partnership. */
  report: string;
}

export type WorkflowInput =
  | AuditInput
  | RequestInput
  | StatusInput
  | ConcernInput
  | PlannedInput
  | RiskReportInput;

/** Rows have changed: what happened, to what, and how the wait that hangs on it stands now. */
export interface Nudge {
  word: string;
  subject: string | null;
  wait: Wait;
}

export const nudged = defineSignal<[Nudge]>('nudged');

/** What a workflow waits for now; "acting" while an activity of its own is under way. */
export interface Progress {
  acting: boolean;
  waits: Wait[];
}

export const progress = defineQuery<Progress>('progress');
