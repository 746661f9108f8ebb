import type { Plan } from '../../domain/plan.ts';
import {
  auditWorkflowId,
  concernWorkflowId,
  plannedWorkflowId,
  requestWorkflowId,
  riskReportWorkflowId,
  statusWorkflowId,
  workflowTypeOf,
} from '../../domain/waits.ts';
import type { Records, Transaction } from './transaction.ts';

/** A workflow as it is started, by nudge or by a rebuild: its id, and its input. */
export type WorkflowStart = { workflowId: string; partnership: string } & (
  | { type: 'audit'; audit: string; plan: Plan }
  | { type: 'request'; audit: string; agency: string; stage: string }
  | { type: 'quarterlyStatus'; body: string }
  | { type: 'urgentConcern'; concern: string }
  | { type: 'plannedAudit'; programme: string; entry: string }
  | { type: 'riskReport'; report: string }
);

/** What a workflow is started with, from the row that it belongs to. */
export async function startOf(tx: Transaction, workflowId: string): Promise<WorkflowStart> {
  const type = workflowTypeOf(workflowId);
  const [, partnership = '', subject = '', agency = ''] = workflowId.split('/');
  switch (type) {
    case 'audit':
      return auditStart({ partnership, audit: subject, plan: await planOf(tx, workflowId) });
    case 'request':
      return requestStart(
        { partnership, audit: subject, plan: await planOf(tx, workflowId) },
        agency,
      );
    case 'quarterlyStatus':
      return { type, workflowId, partnership, body: subject };
    case 'urgentConcern':
      return { type, workflowId, partnership, concern: subject };
    case 'plannedAudit':
      return { type, workflowId, partnership, programme: subject, entry: agency };
    case 'riskReport':
      return { type, workflowId, partnership, report: subject };
  }
}

/**
 * Every workflow that must run, as the rows say, or those of one partnership or of one audit: an
 * audit before its requests, and last what belongs to no audit.
 */
export async function openWorkflows(
  records: Records,
  only: { partnership?: string; audit?: string } = {},
): Promise<WorkflowStart[]> {
  const of = only.partnership ? { partnershipId: only.partnership } : {};
  const audits = await records.database.audit.findMany({
    where: {
      ...of,
      state: { in: ['open', 'paused'] },
      ...(only.audit ? { number: only.audit } : {}),
    },
    select: {
      partnershipId: true,
      number: true,
      plan: true,
      requests: { where: { outcome: null }, select: { agency: { select: { key: true } } } },
    },
    orderBy: [{ partnershipId: 'asc' }, { number: 'asc' }],
  });
  const ofAudits = audits.flatMap((row) => {
    const { partnershipId: partnership, number: audit } = row;
    const own = { partnership, audit, plan: row.plan as unknown as Plan };
    const agencies = row.requests.map((request) => request.agency.key).sort();
    return [auditStart(own), ...agencies.map((agency) => requestStart(own, agency))];
  });
  if (only.audit) return ofAudits;
  return [
    ...ofAudits,
    ...(await openStatuses(records, of)),
    ...(await openConcerns(records, of)),
    ...(await openPlanned(records, of)),
    ...(await openRiskReports(records, of)),
  ];
}

interface OfAudit {
  partnership: string;
  audit: string;
  plan: Plan;
}

function auditStart({ partnership, audit, plan }: OfAudit): WorkflowStart {
  return {
    type: 'audit',
    workflowId: auditWorkflowId(partnership, audit),
    partnership,
    audit,
    plan,
  };
}

function requestStart({ partnership, audit, plan }: OfAudit, agency: string): WorkflowStart {
  return {
    type: 'request',
    workflowId: requestWorkflowId(partnership, audit, agency),
    partnership,
    audit,
    agency,
    stage: plan.stages.find((stage) => stage.kind === 'gather-returns')?.key ?? '',
  };
}

async function planOf(tx: Transaction, workflowId: string): Promise<Plan> {
  const [, partnershipId = '', number = ''] = workflowId.split('/');
  const { plan } = await tx.audit.findUniqueOrThrow({
    where: { partnershipId_number: { partnershipId, number } },
    select: { plan: true },
  });
  return plan as unknown as Plan;
}

async function openStatuses(
  records: Records,
  of: { partnershipId?: string },
): Promise<WorkflowStart[]> {
  const plans = await records.database.workPlan.findMany({
    where: { ...of, endedAt: null },
    select: { partnershipId: true, body: { select: { key: true } } },
    orderBy: [{ partnershipId: 'asc' }, { body: { key: 'asc' } }],
  });
  return plans.map(({ partnershipId: partnership, body }) => ({
    type: 'quarterlyStatus',
    workflowId: statusWorkflowId(partnership, body.key),
    partnership,
    body: body.key,
  }));
}

async function openConcerns(
  records: Records,
  of: { partnershipId?: string },
): Promise<WorkflowStart[]> {
  const concerns = await records.database.urgentConcern.findMany({
    where: { ...of, state: { not: 'closed' } },
    select: { partnershipId: true, number: true },
    orderBy: [{ partnershipId: 'asc' }, { number: 'asc' }],
  });
  return concerns.map(({ partnershipId: partnership, number: concern }) => ({
    type: 'urgentConcern',
    workflowId: concernWorkflowId(partnership, concern),
    partnership,
    concern,
  }));
}

async function openPlanned(
  records: Records,
  of: { partnershipId?: string },
): Promise<WorkflowStart[]> {
  const planned = await records.database.plannedAudit.findMany({
    where: { ...of, state: { in: ['planned', 'offered'] } },
    select: { partnershipId: true, key: true, programme: { select: { name: true } } },
    orderBy: [{ partnershipId: 'asc' }, { programmeId: 'asc' }, { position: 'asc' }],
  });
  return planned.map(({ partnershipId: partnership, key: entry, programme: { name } }) => ({
    type: 'plannedAudit',
    workflowId: plannedWorkflowId(partnership, name, entry),
    partnership,
    programme: name,
    entry,
  }));
}

async function openRiskReports(
  records: Records,
  of: { partnershipId?: string },
): Promise<WorkflowStart[]> {
  const reports = await records.database.riskReport.findMany({
    where: { ...of, state: 'raised' },
    select: { partnershipId: true, number: true },
    orderBy: [{ partnershipId: 'asc' }, { number: 'asc' }],
  });
  return reports.map(({ partnershipId: partnership, number: report }) => ({
    type: 'riskReport',
    workflowId: riskReportWorkflowId(partnership, report),
    partnership,
    report,
  }));
}
