import type { FastifyInstance } from 'fastify';
import { csvText } from '../../domain/csv-text.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import {
  levelLabel,
  listForRepeating,
  type SelectionTicket,
  type SelectionView,
  selectionView,
} from '../../records/sample/selection-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { type AuditRequest, auditIn, consolePage } from './console-page.ts';
import { momentOf } from './moments.ts';

/** The list of children and how the selection came about, with what it takes to repeat it. */
export function selectionPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };
  const base = '/console/audits/:number/selection';

  app.get(base, staff, async (request: AuditRequest, reply) => {
    const view = await viewFor(records, request);
    return consolePage(request, reply, 'selection', selectionFacts(view));
  });

  app.get(`${base}/list.txt`, staff, async (request: AuditRequest, reply) => {
    const view = await viewFor(records, request);
    return reply
      .type('text/plain; charset=utf-8')
      .header('content-disposition', `attachment; filename="audit-${view.number}-list.txt"`)
      .header('cache-control', 'no-store')
      .send(listForRepeating(view));
  });

  app.get(`${base}/selection.csv`, staff, async (request: AuditRequest, reply) => {
    const view = await viewFor(records, request);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="audit-${view.number}-selection.csv"`)
      .header('cache-control', 'no-store')
      .send(selectionCsv(view));
  });
}

async function viewFor(records: Records, request: AuditRequest): Promise<SelectionView> {
  const { id: auditId } = await auditIn(records, request);
  const { partnershipId } = staffIn(request);
  const view = await selectionView(records, { partnershipId, auditId });
  if (!view) throw new NotFound();
  return view;
}

function selectionFacts(view: SelectionView) {
  const { profile, draw, list } = view;
  const stage = stageOfKind(profile, 'draw-sample');
  const order = (stage?.strata ?? []).map(({ key }) => key);
  const shown = view.tickets
    .filter(({ outcome }) => outcome !== 'not-reached')
    .sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level) || a.number - b.number);
  return {
    title: view.allocation ? 'How the cases were chosen' : sentenceCase(profile.words.draw),
    allocation: view.allocation,
    number: view.number,
    base: `/console/audits/${view.number}`,
    backLink: `/console/audits/${view.number}`,
    words: profile.words,
    list: {
      count: list.rows.length,
      hash: list.hash,
      droppedColumns: list.droppedColumns,
      uploaded: `${momentOf(list.uploadedAt)}, ${list.uploadedBy}`,
    },
    size: view.size,
    maxPerFamily: stage?.maxPerFamily,
    draw: draw && {
      ...draw,
      rules: `Version ${draw.algorithm.split('/').at(-1)}`,
      drawn: momentOf(draw.drawnAt),
    },
    levels: (stage?.strata ?? []).map(({ key, label }, position) => {
      const share = draw?.quotas.find(({ stratum }) => stratum === key);
      const onList = list.rows.filter(({ level }) => level === key).length;
      const because = view.leftOut.find(({ level }) => level === key)?.reason;
      return { position: position + 1, label, onList, share, because };
    }),
    excluded: view.excluded.map((each) => ({ ...each, level: levelLabel(profile, each.level) })),
    tickets: shown.map((ticket) => ({
      level: levelLabel(profile, ticket.level),
      number: ticket.number,
      reference: ticket.row.reference,
      case: `C${ticket.caseNumber}`,
      said: ticketWords(ticket),
    })),
    notReached: view.tickets.length - shown.length,
  };
}

function ticketWords(ticket: SelectionTicket): string {
  const became = ticket.left ? `, later ${ticket.left.as}: ${ticket.left.because}` : '';
  switch (ticket.outcome) {
    case 'drawn':
      return `Selected as C${ticket.caseNumber}${became}`;
    case 'replacement':
      return `Replacement, C${ticket.caseNumber}${became}`;
    case 'added':
      return `Added, C${ticket.caseNumber}${became}`;
    case 'same-family':
      return 'Passed over: brother or sister of a selected child';
    case 'not-reached':
      return 'Not reached';
  }
}

function selectionCsv(view: SelectionView): string {
  const { profile } = view;
  const heading = [
    sentenceCase(profile.words.stratum),
    'Ticket',
    'Local reference',
    'Family reference',
    'Source',
    'Known agencies',
    'Result',
  ];
  const tickets = view.tickets.map(({ level, number, row, ...ticket }) => [
    levelLabel(profile, level),
    number,
    row.reference,
    row.familyReference ?? '',
    row.source,
    row.knownAgencies.join('; '),
    ticketWords({ level, number, row, ...ticket }),
  ]);
  const excluded = view.excluded.map(({ reference, level, reason }) => {
    const row = view.list.rows.find((each) => each.reference === reference);
    return [
      levelLabel(profile, level),
      '',
      reference,
      row?.familyReference ?? '',
      row?.source ?? '',
      (row?.knownAgencies ?? []).join('; '),
      `Not to be selected: ${reason}`,
    ];
  });
  return csvText([heading, ...tickets, ...excluded]);
}
