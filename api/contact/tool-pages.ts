import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { momentOf } from '../../emails/wording.ts';
import type { ReturnView } from '../../records/returns/return-view.ts';
import { startReturn } from '../../records/returns/start-return.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { formOf } from '../forms.ts';
import { foldedWords } from './asked-tool.ts';
import { closedPage } from './closed-page.ts';
import type { ToolRequest } from './contact-pages.ts';
import { datedText } from './grade-facts.ts';
import { showAnswers } from './submit-pages.ts';
import { readTool, toolFacts } from './tool-facts.ts';

/** One child's tool: what is accepted before it is begun, and its sections afterwards. */
export function toolPages(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { records } = dependencies;

  app.get('/returns/:tool', async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    if (view.state === 'nil') return reply.redirect(`/returns/${view.id}/not-known`, 303);
    if (view.closed) return showAnswers(request, reply, view);
    switch (view.start.kind) {
      case 'started':
        return sections(request, reply, view);
      case 'clash':
        return clash(request, reply, view);
      default:
        return beginning(request, reply, view, []);
    }
  });

  app.post('/returns/:tool/start', async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    const form = formOf(request, {
      accepted: z.literal('yes').optional(),
      independent: z.enum(['yes', 'no']).optional(),
      serves: z.union([z.string(), z.array(z.string())]).default([]),
    });
    const problems = startProblems(view, form);
    if (problems.length > 0) return beginning(request, reply, view, problems);
    const { partnershipId, contactId } = readerIn(request);
    const independent = form.independent !== 'no';
    const serves = [form.serves].flat();
    const input = { partnershipId, returnId: view.id, independent, serves };
    const outcome = await startReturn(records, input, { contactId }, request.now);
    if (outcome.kind === 'started' || outcome.kind === 'clash') {
      return reply.redirect(`/returns/${view.id}`, 303);
    }
    if (outcome.kind === 'serves-none') {
      return beginning(request, reply, view, [servesNone]);
    }
    return closedPage(request, reply, outcome.kind);
  });

  app.get('/returns/:tool/start', async (request: ToolRequest, reply) => {
    const view = await readTool(dependencies, request);
    if (view.closed) return reply.redirect(`/returns/${view.id}`, 303);
    return beginning(request, reply, view, []);
  });
}

export const servesNone = {
  field: 'serves',
  message: 'Say which of these partnerships it serves',
};

function startProblems(
  view: ReturnView,
  form: {
    accepted?: 'yes' | undefined;
    independent?: 'yes' | 'no' | undefined;
    serves: string | string[];
  },
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!form.accepted) {
    problems.push({
      field: 'accepted',
      message: 'Say that you have read and accept the statement',
    });
  }
  if (view.tool.independence && !form.independent) {
    problems.push({
      field: 'independent',
      message: 'Say whether you are independent of this case',
    });
  }
  if (view.sharing.length > 0 && form.serves.length === 0) problems.push(servesNone);
  return problems;
}

async function beginning(
  request: ToolRequest,
  reply: FastifyReply,
  view: ReturnView,
  problems: FieldProblem[],
): Promise<FastifyReply> {
  if (problems.length > 0) reply.status(422);
  const facts = toolFacts(request, view);
  return reply.page('contact/tool-start.njk', {
    ...facts,
    title: 'Before you start',
    backLink: facts.home,
    problems,
    typed: request.body ?? {},
    sharing: sharingItems(view, request),
    statementDated: datedText(view.tool.statement.dated),
  });
}

/** The partnerships that share the tool, as somebody has ticked them, or did before. */
function sharingItems(view: ReturnView, request: ToolRequest) {
  const { serves } = (request.body ?? {}) as { serves?: string | string[] };
  const ticked = serves === undefined ? (view.serves ?? []) : [serves].flat();
  return view.sharing.map(({ key, name }) => {
    return { value: key, text: name, checked: ticked.includes(key) };
  });
}

async function clash(
  request: ToolRequest,
  reply: FastifyReply,
  view: ReturnView,
): Promise<FastifyReply> {
  const facts = toolFacts(request, view);
  return reply.page('contact/clash.njk', {
    ...facts,
    title: 'Somebody else has to complete this',
    backLink: facts.home,
    clash: view.start.kind === 'clash' ? view.start.clash : null,
  });
}

async function sections(
  request: ToolRequest,
  reply: FastifyReply,
  view: ReturnView,
): Promise<FastifyReply> {
  const facts = toolFacts(request, view);
  const complete = view.sections.filter((each) => each.progress === 'complete').length;
  const latest = view.sections
    .flatMap(({ draft }) => (draft ? [draft.savedAt] : []))
    .sort((a, b) => b.getTime() - a.getTime())[0];
  return reply.page('contact/tool.njk', {
    ...facts,
    title: `${view.about.label}: ${stageOf(view, complete)}`,
    backLink: facts.home,
    sentBack: view.state === 'sent-back',
    complete,
    all: view.sections.length,
    folded: foldedWords(view),
    savedAt: latest && momentOf(latest, view.audit.zone),
    sections: view.sections.map(({ section, state, progress, remark }) => ({
      key: section.key,
      title: section.title,
      progress,
      opened: state.decided === 'opened',
      toChange: remark !== null,
      changed: remark?.answer?.trim() !== undefined && remark.answer.trim() !== '',
    })),
  });
}

function stageOf(view: ReturnView, complete: number): string {
  if (view.state === 'sent-back') return view.audit.profile.words.sentBack;
  if (view.reconsidering) return 'looked at again';
  return complete < view.sections.length ? 'sections to complete' : 'ready to send';
}
