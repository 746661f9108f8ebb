import {
  missingOf,
  nothingPlanned,
  type Planned,
  type PlanSettings,
} from '../../domain/planned-action.ts';
import { auditContext } from '../audits/audit-context.ts';
import type { InvolvementDetail } from '../involvement/answer-involvement.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { toAdopt } from './actions.ts';
import { followUpStage } from './follow-up-stage.ts';
import { plannedOf } from './planned-action-rows.ts';

/** The action plan while it is completed, for the business unit. */
export interface ActionPlanView {
  number: string;
  zone: string;
  settings: PlanSettings;
  dueDate: string;
  /** Whether it is still to be completed. */
  open: boolean;
  actions: PlannedActionView[];
  cases: { id: string; number: number }[];
}

export interface PlannedActionView {
  recommendationId: string;
  number: number;
  text: string;
  owner: string;
  dueDate: string;
  planned: Planned;
  revision: number;
  missing: string[];
  /** Line managers whom the agency named, by the child's number. */
  managers: { child: number; name: string }[];
}

/** Null for another partnership's audit, as for one that nobody is asked to plan for. */
export async function actionPlanView(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<ActionPlanView | null> {
  return transaction(records, async (tx) => {
    const { partnershipId, auditId } = given;
    const ask = await tx.ask.findFirst({ where: { partnershipId, auditId, step: 'action-plan' } });
    if (!ask) return null;
    const context = await auditContext(tx, auditId);
    const key = await records.keyring.audit(tx, auditId);
    const settings = followUpStage(context);
    const cases = await tx.case.findMany({
      where: {
        subject: 'child',
        auditId,
        state: { notIn: ['replaced', 'withdrawn'] },
        heldAt: null,
      },
      orderBy: { number: 'asc' },
      select: { id: true, number: true },
    });
    const agencies = await tx.agency.findMany({ where: { partnershipId } });
    const planned = await plannedOf(tx, key, auditId);
    const managers = await managersOf(tx, key, auditId);
    const rows = await toAdopt(records, tx, context);
    const actions = rows
      .toSorted((a, b) => a.number - b.number)
      .map(({ id, number, textSealed, ownerAgencyId, dueDate }): PlannedActionView => {
        const { revision = 0, ...own } = planned.get(id) ?? { ...nothingPlanned, revision: 0 };
        return {
          recommendationId: id,
          number,
          text: open(key, `Recommendation.textSealed/${id}`, textSealed),
          owner: agencies.find((agency) => agency.id === ownerAgencyId)?.name ?? '',
          dueDate,
          planned: own,
          revision,
          missing: missingOf(settings, own),
          managers: managers.flatMap(({ caseId, agencyId, name }) => {
            const child = cases.find((each) => each.id === caseId);
            return child && agencyId === ownerAgencyId ? [{ child: child.number, name }] : [];
          }),
        };
      });
    return {
      number: context.number,
      zone: context.clock.calendar.zone,
      settings,
      dueDate: ask.dueDate,
      open: ask.outcome === null,
      actions,
      cases,
    };
  });
}

async function managersOf(tx: Transaction, key: Key, auditId: string) {
  const rows = await tx.involvement.findMany({ where: { auditId, state: 'known' } });
  return rows.flatMap(({ id, caseId, agencyId, detailSealed }) => {
    if (!detailSealed) return [];
    const place = `Involvement.detailSealed/${id}`;
    const { lineManager: name } = openJson<InvolvementDetail>(key, place, detailSealed);
    return name ? [{ caseId, agencyId, name }] : [];
  });
}
