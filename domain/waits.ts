/**
 * A wait is one point at which a workflow stands still until people have answered or the clock
 * says otherwise. Its id is the workflow's id, "#" and the step: "audit/aldermere/2027-01#involvement".
 */
export interface Wait {
  id: string;
  /** The number of the last event, of its audit or else of its partnership, that this view has seen. */
  seq: number;
  /** How many answers are still missing; at 0 the wait is over. */
  open: number;
  /**
   * Where returns are waited for, how many of how many are in: returns of a request, requests of an
   * audit. Children that were replaced or sealed are not counted.
   */
  returned?: { in: number; of: number } | null;
  /** The next instant (ISO) at which something is due by the clock; null while nothing is. */
  wakesAt: string | null;
  /** The earliest date (ISO instant) by which somebody is asked to answer. */
  dueAt: string | null;
  /** How many of the missing answers are past their due date. */
  overdue: number;
  /**
   * The audit's own state: the clock stands still in a paused one and ends with a cancelled one.
   * What belongs to no audit is always open.
   */
  audit: 'open' | 'paused' | 'cancelled' | 'closed';
}

/** What the clock does to an ask, in order. */
export type MomentKind = 'ask' | 'remind' | 'chase' | 'escalate' | 'close';

/** One thing that the clock does to an ask; ISO instants. */
export interface Moment {
  what: MomentKind;
  at: string;
  passedAt?: string;
  /** The business unit has brought it forward: its letter does not wait for another day. */
  byHand?: true;
}

/** Whether the letter that asks is kept for a day that has not come. */
export function isLater(moments: readonly Moment[], now: Date): boolean {
  const asked = moments.find(({ what }) => what === 'ask');
  return asked !== undefined && !asked.passedAt && asked.at > now.toISOString();
}

export function waitId(workflowId: string, step: string): string {
  return `${workflowId}#${step}`;
}

export function workflowOf(wait: string): string {
  return wait.slice(0, wait.indexOf('#'));
}

export function auditWorkflowId(partnership: string, audit: string): string {
  return `audit/${partnership}/${audit}`;
}

export function requestWorkflowId(partnership: string, audit: string, agency: string): string {
  return `request/${partnership}/${audit}/${agency}`;
}

/** The status of one body's work plan. */
export function statusWorkflowId(partnership: string, body: string): string {
  return `status/${partnership}/${body}`;
}

/** One urgent concern. */
export function concernWorkflowId(partnership: string, concern: string): string {
  return `urgent-concern/${partnership}/${concern}`;
}

/** One audit of a year's programme: the id of its Schedule, and the beginning of those of its runs. */
export function plannedWorkflowId(partnership: string, programme: string, entry: string): string {
  return `planned/${partnership}/${programme}/${entry}`;
}

/** One report by exception of what an agency's own audit shows. */
export function riskReportWorkflowId(partnership: string, report: string): string {
  return `risk-report/${partnership}/${report}`;
}

/** The workflow's type by the word with which its id begins. */
export const workflowTypes = {
  audit: 'audit',
  request: 'request',
  status: 'quarterlyStatus',
  'urgent-concern': 'urgentConcern',
  planned: 'plannedAudit',
  'risk-report': 'riskReport',
} as const;

export type WorkflowType = (typeof workflowTypes)[keyof typeof workflowTypes];

export function workflowTypeOf(workflowId: string): WorkflowType {
  const word = workflowId.slice(0, workflowId.indexOf('/'));
  const type = Object.entries(workflowTypes).find(([known]) => known === word)?.[1];
  if (!type) throw new Error(`no workflow has ids that begin with "${word}"`);
  return type;
}
