import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { namesIn, relations, type TypedPerson } from '../../domain/case-people.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { officersQuestions } from '../../domain/officers-facts.ts';
import { dayWithoutWeekday } from '../../domain/typed-degree-date.ts';
import { profileOfAudit } from '../../records/audits/audit-profile.ts';
import {
  type CaseIdentity,
  caseIdentities,
  enterIdentities,
} from '../../records/sample/identities.ts';
import { levelLabel } from '../../records/sample/selection-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { type AuditRequest, actorIn, auditIn, consolePage } from './console-page.ts';

type CaseRequest = FastifyRequest<{ Params: { number: string; child: string } }>;

const mostRows = 20;
const blankRows = 3;

/** What was typed about one person, the names as one text. */
interface PersonRow {
  relation: string;
  names: string;
  born: string;
  address: string;
  nhs: string;
}

const columns = ['relation', 'names', 'born', 'address', 'nhs'] as const;

/** Who the selected children are: known to those only who are asked about them. */
export function identitiesPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const base = '/console/audits/:number/children';

  app.get(base, { preHandler: access.requireEditor }, async (request: AuditRequest, reply) => {
    const audit = await auditIn(records, request);
    const profile = await profileOfAudit(records, audit.id);
    const children = await caseIdentities(records, {
      ...partnershipOf(request),
      auditId: audit.id,
    });
    return consolePage(request, reply, 'children', {
      title: 'Who the selected children are',
      number: audit.number,
      base: `/console/audits/${audit.number}`,
      backLink: `/console/audits/${audit.number}`,
      words: profile.words,
      left: children.filter(({ people, held }) => people.length === 0 && !held).length,
      children: children.map((child) => ({
        number: child.number,
        level: levelLabel(profile, child.level),
        reference: child.reference,
        held: child.held,
        names: child.people.find(({ relation }) => relation === 'subject')?.detail.names ?? [],
        others: child.people.filter(({ relation }) => relation !== 'subject').length,
      })),
    });
  });

  const editor = { preHandler: access.requireEditor };
  app.get(`${base}/:child`, editor, async (request: CaseRequest, reply) => {
    const { child } = await childIn(records, request);
    const rows = child.people.map(({ relation, detail }) => ({
      relation,
      names: detail.names.join('\n'),
      born: detail.born ? dayWithoutWeekday(detail.born) : '',
      address: detail.address ?? '',
      nhs: detail.nhsNumber ?? '',
    }));
    return childPage(records, request, reply, {
      child,
      rows: [...rows, ...blanks()],
      facts: child.facts,
      problems: [],
    });
  });

  app.post(`${base}/:child`, editor, async (request: CaseRequest, reply) => {
    const { child, children } = await childIn(records, request);
    const { id: auditId } = await auditIn(records, request);
    const asked = officersQuestions((await profileOfAudit(records, auditId)).facts);
    const { rows, facts, more } = rowsIn(request, asked);
    if (more) {
      const shown = [...rows, ...blanks()].slice(0, mostRows);
      return childPage(records, request, reply, { child, rows: shown, facts, problems: [] });
    }
    const outcome = await enterIdentities(
      records,
      { ...partnershipOf(request), caseId: child.caseId, people: rows.map(personOf), facts },
      actorIn(request),
      request.now,
    );
    switch (outcome.kind) {
      case 'not-found':
        throw new NotFound();
      case 'incomplete':
        reply.status(422);
        return childPage(records, request, reply, {
          child,
          rows,
          facts,
          problems: outcome.problems,
        });
      case 'held':
      case 'ended': {
        const message =
          outcome.kind === 'held'
            ? 'This child is sealed: nothing about it can be changed.'
            : 'The audit has ended: nothing can be changed any more.';
        const problems = [{ field: 'people-0-names', message }];
        return childPage(records, request, reply.status(422), { child, rows, facts, problems });
      }
      case 'entered': {
        nudge();
        const audit = `/console/audits/${request.params.number}`;
        const next = children.find(
          ({ caseId, people, held }) => caseId !== child.caseId && people.length === 0 && !held,
        );
        return reply.redirect(
          next ? `${audit}/children/C${next.number}` : `${audit}/children`,
          303,
        );
      }
    }
  });
}

async function childIn(
  records: Records,
  request: CaseRequest,
): Promise<{ child: CaseIdentity; children: CaseIdentity[] }> {
  const { id: auditId } = await auditIn(records, request);
  const children = await caseIdentities(records, { ...partnershipOf(request), auditId });
  const child = children.find(({ number }) => `C${number}` === request.params.child);
  if (!child) throw new NotFound();
  return { child, children };
}

async function childPage(
  records: Records,
  request: CaseRequest,
  reply: FastifyReply,
  given: {
    child: CaseIdentity;
    rows: PersonRow[];
    facts: Record<string, string>;
    problems: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { child, rows, facts, problems } = given;
  const audit = await auditIn(records, request);
  const profile = await profileOfAudit(records, audit.id);
  return consolePage(request, reply, 'child', {
    title: `Who is C${child.number}?`,
    number: audit.number,
    backLink: `/console/audits/${audit.number}/children`,
    words: profile.words,
    level: levelLabel(profile, child.level),
    reference: child.reference,
    held: child.held,
    facts: officersQuestions(profile.facts),
    stated: facts,
    rows,
    mayAdd: rows.length < mostRows,
    problems,
  });
}

/** The rows of the form, those without anything in them too, so that fields keep their places. */
function rowsIn(
  request: FastifyRequest,
  asked: readonly { key: string }[],
): { rows: PersonRow[]; facts: Record<string, string>; more: boolean } {
  const text = z.string().max(5000).default('');
  const fields: Record<string, typeof text> = {};
  for (let row = 0; row < mostRows; row += 1) {
    for (const column of columns) fields[`people-${row}-${column}`] = text;
  }
  for (const { key } of asked) fields[`fact-${key}`] = text;
  const form = formOf(request, { ...fields, rows: text, more: text }) as Record<string, string>;
  const count = Math.min(Math.max(Number(form.rows) || 1, 1), mostRows);
  const rows = Array.from({ length: count }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column, form[`people-${row}-${column}`] ?? ''])),
  ) as unknown as PersonRow[];
  const facts = Object.fromEntries(asked.map(({ key }) => [key, form[`fact-${key}`] ?? '']));
  return { rows, facts, more: form.more === 'yes' };
}

/** The first row is always the child. */
function personOf({ relation, names, born, address, nhs }: PersonRow, row: number): TypedPerson {
  const kind = row === 0 ? relations[0] : relation;
  return { relation: kind, names: namesIn(names), born, address, nhsNumber: nhs };
}

function blanks(): PersonRow[] {
  const blank = { relation: '', names: '', born: '', address: '', nhs: '' };
  return Array.from({ length: blankRows }, () => ({ ...blank }));
}

function partnershipOf(request: FastifyRequest): { partnershipId: string } {
  return { partnershipId: staffIn(request).partnershipId };
}
