import { type CellState, cellState, leastFinished } from '../../domain/grid-cell.ts';
import { stageOfKind } from '../../domain/profile.ts';
import type { Transaction } from '../store/transaction.ts';
import type { AuditContext } from './audit-context.ts';

/** The children of an audit against the agencies, with how each pair stands. */
export interface AuditGrid {
  cases: GridCase[];
  agencies: GridAgency[];
}

export interface GridCase {
  id: string;
  number: number;
  level: string;
  state: string;
  held: boolean;
  /** The number of the case that this one stands in for. */
  replaces: number | null;
}

export interface GridAgency {
  id: string;
  key: string;
  name: string;
  /** One for each active case, in their order. */
  cells: { caseId: string; state: CellState; services: GridService[] }[];
  involvementAskId: string | null;
  /** It takes part no more. */
  withdrawn: boolean;
  requestId: string | null;
  /** Whether what it is asked to complete is still open. */
  requestOpen: boolean;
  /** What it did not answer in time, recorded against it. */
  silent: ('involvement' | 'returns')[];
}

export interface GridService {
  name: string;
  state: CellState;
  returnId: string | null;
}

export async function auditGrid(tx: Transaction, context: AuditContext): Promise<AuditGrid> {
  const { auditId, partnershipId, profile } = context;
  const cases = await tx.case.findMany({ where: { auditId }, orderBy: { number: 'asc' } });
  const agencies = await tx.agency.findMany({
    where: { partnershipId },
    orderBy: { name: 'asc' },
    select: {
      id: true,
      key: true,
      name: true,
      services: { select: { id: true, name: true } },
      involvements: {
        where: { auditId },
        select: { caseId: true, serviceId: true, state: true },
      },
      requests: {
        where: { auditId },
        select: {
          id: true,
          outcome: true,
          returns: {
            select: {
              id: true,
              caseId: true,
              serviceId: true,
              state: true,
              _count: { select: { drafts: true } },
            },
          },
        },
      },
    },
  });
  const asks = await tx.ask.findMany({
    where: { auditId, step: 'involvement' },
    orderBy: { askedAt: 'asc' },
    select: { id: true, agencyId: true, outcome: true },
  });
  const silences = await silencesOf(tx, auditId);
  const active = cases.filter((each) => each.state === 'drawn' || each.state === 'identified');
  const numbers = new Map(cases.map((each) => [each.id, each.number]));
  const levels = stageOfKind(profile, 'draw-sample')?.strata ?? [];
  return {
    cases: cases.map((each) => ({
      id: each.id,
      number: each.number,
      level: levels.find(({ key }) => key === each.stratum)?.label ?? each.stratum,
      state: each.state,
      held: each.heldAt !== null,
      replaces: numbers.get(each.replacesCaseId ?? '') ?? null,
    })),
    agencies: agencies.map((agency) => {
      const request = agency.requests[0];
      const own = asks.filter((ask) => ask.agencyId === agency.id);
      const { involvements } = agency;
      const withdrawn =
        involvements.length > 0 && involvements.every(({ state }) => state === 'withdrawn');
      const missing = own.findLast(
        ({ outcome }) => outcome !== 'answered' && outcome !== 'withdrawn',
      );
      return {
        id: agency.id,
        key: agency.key,
        name: agency.name,
        cells: active.map((each) => cellOf(agency, each.id)),
        withdrawn,
        involvementAskId: withdrawn ? null : (missing?.id ?? null),
        requestId: request?.id ?? null,
        requestOpen: request !== undefined && request.outcome === null,
        silent: [
          ...(own.some((ask) => ask.outcome === 'not-answered') ? (['involvement'] as const) : []),
          ...(silences.has(request?.id ?? '') ? (['returns'] as const) : []),
        ],
      };
    }),
  };
}

interface AgencyRows {
  services: { id: string; name: string }[];
  involvements: { caseId: string; serviceId: string | null; state: string }[];
  requests: {
    returns: {
      id: string;
      caseId: string;
      serviceId: string | null;
      state: string;
      _count: { drafts: number };
    }[];
  }[];
}

function cellOf(agency: AgencyRows, caseId: string): GridAgency['cells'][number] {
  const said = agency.involvements.filter((each) => each.caseId === caseId);
  // What was said before the agency was withdrawn and joined again is asked anew.
  const valid = said.filter(({ state }) => state !== 'withdrawn');
  const involvements = valid.length > 0 ? valid : said;
  const returns = agency.requests.flatMap((request) =>
    request.returns.filter((each) => each.caseId === caseId && each.state !== 'withdrawn'),
  );
  const services = involvements.map((each): GridService => {
    const own = returns.find((row) => row.serviceId === each.serviceId);
    const rows = own ? { state: own.state, begun: own._count.drafts > 0 } : null;
    return {
      name: agency.services.find(({ id }) => id === each.serviceId)?.name ?? '',
      state: cellState({ involvement: each.state, return: rows }),
      returnId: own?.id ?? null,
    };
  });
  // One of an audit team has a return about a child that their agency, or a service of it, need not have known.
  const ofTeam = returns
    .filter((row) => !involvements.some((each) => each.serviceId === row.serviceId))
    .map((row): GridService => {
      const own = { state: row.state, begun: row._count.drafts > 0 };
      return { name: '', state: cellState({ involvement: null, return: own }), returnId: row.id };
    });
  const all = [...services, ...ofTeam];
  return { caseId, services: all, state: leastFinished(all.map((each) => each.state)) };
}

/** The requests for which silence has been recorded. */
async function silencesOf(tx: Transaction, auditId: string): Promise<Set<string>> {
  const rows = await tx.return.findMany({
    where: { auditId, state: 'not-answered', case: { heldAt: null } },
    distinct: ['requestId'],
    select: { requestId: true },
  });
  return new Set(rows.map((row) => row.requestId));
}
