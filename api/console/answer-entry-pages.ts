import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { andList } from '../../domain/and-list.ts';
import { dateOf } from '../../domain/calendar.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { Received } from '../../domain/received.ts';
import { answerApproval } from '../../records/approval/answer-approval.ts';
import {
  type AnswerEntry,
  answerEntry,
  type EnteredStep,
} from '../../records/asks/answer-entry-view.ts';
import { leaveAsItIs } from '../../records/checks/reconsider.ts';
import {
  addCaseAction,
  addKeyFinding,
  giveCaseFeedback,
} from '../../records/discussion/case-feedback.ts';
import { answerFacilitator } from '../../records/discussion/facilitators.ts';
import { confirmPassedOn } from '../../records/learning/pass-on.ts';
import { answerTerms } from '../../records/planning/terms-round.ts';
import type { Actor } from '../../records/store/events.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import { askTitle } from '../contact/ask-titles.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, auditIn, consolePage } from './console-page.ts';
import { kindWords } from './discussion-finding-pages.ts';
import { endedPage } from './discussion-request.ts';
import {
  readReceived,
  receivedFacts,
  receivedFields,
  type TypedReceived,
} from './received-form.ts';

type EntryRequest = FastifyRequest<{ Params: { number: string; ask: string } }>;

const long = z.string().max(100_000).default('');
const short = z.string().max(500).default('');

const answerFields = {
  key: z.uuid(),
  actionKey: z.uuid(),
  version: z.coerce.number().int().min(0).max(10_000).default(0),
  answer: short,
  text: long,
  replies: long,
  copied: z.literal('yes').optional(),
  kind: short,
  agencyId: short,
  action: long,
  ownerAgencyId: short,
  dueDate: short,
};

type Typed = Omit<z.infer<z.ZodObject<typeof answerFields>>, 'key' | 'actionKey' | 'version'>;

interface Entering {
  records: Records;
  entry: AnswerEntry;
  of: { partnershipId: string; askId: string; received: Received };
  form: z.infer<z.ZodObject<typeof answerFields>>;
  by: Actor;
  now: Date;
}

type Entered = { kind: 'done' | 'ended' } | { kind: 'refused'; problems: FieldProblem[] };

const path = '/console/audits/:number/enter/:ask';

/** What one person said by phone, on paper or in a meeting, entered by the business unit. */
export function answerEntryPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const editor = { preHandler: access.requireEditor };

  app.get(path, editor, async (request: EntryRequest, reply) => {
    const entry = await entryIn(request);
    return page(request, reply, { entry, typed: nothingYet, received: null, problems: [] });
  });

  app.post(path, editor, async (request: EntryRequest, reply) => {
    const entry = await entryIn(request);
    const form = formOf(request, { ...answerFields, ...receivedFields });
    const { auditId, zone, askId } = entry;
    const { received, checked } = await readReceived(records, request, form, { auditId, zone });
    const typed: Typed = { ...form };
    const refused = async (problems: FieldProblem[]) => {
      // What of it was recorded before the rest was refused is counted, and need not be typed again.
      const again = await entryIn(request);
      const recorded = (again.child?.findings ?? 0) > (entry.child?.findings ?? 0);
      const shown = recorded ? { ...typed, kind: '', agencyId: '', text: '' } : typed;
      return page(request, reply.status(422), { entry: again, typed: shown, received, problems });
    };
    if (!checked.ok) return refused(checked.problems);
    const { partnershipId } = staffIn(request);
    const outcome = await enter[entry.step]({
      records,
      entry,
      of: { partnershipId, askId, received: checked.received },
      form,
      by: { ...actorIn(request), onBehalf: true },
      now: request.now,
    });
    if (outcome.kind === 'refused') return refused(outcome.problems);
    if (outcome.kind === 'ended') return endedPage(request, reply);
    nudge();
    return reply.redirect(cameFrom(entry), 303);
  });

  async function entryIn(request: EntryRequest): Promise<AnswerEntry> {
    const { id: auditId, partnershipId } = await auditIn(records, request);
    const askId = request.params.ask;
    const entry = await answerEntry(records, { partnershipId, auditId, askId });
    if (!entry) throw new NotFound();
    return entry;
  }
}

/** How each of them is answered. */
const enter: Record<EnteredStep, (given: Entering) => Promise<Entered>> = {
  async facilitate({ records, of, form, by, now }) {
    const input = { ...of, reply: form.answer };
    return asEntered(await answerFacilitator(records, input, by, now), { reply: 'answer' });
  },
  approve: enterReportAnswer,
  vote: enterReportAnswer,
  async 'terms-vote'({ records, of, form, by, now }) {
    const typed = { answer: form.answer, text: form.text };
    return asEntered(await answerTerms(records, { ...of, typed }, by, now));
  },
  async 'pass-on'({ records, of, form, by, now }) {
    const { answer, text, replies, copied } = form;
    const typed = { answer, text, replies, copied: copied === 'yes' };
    return asEntered(await confirmPassedOn(records, { ...of, typed }, by, now));
  },
  async reconsider({ records, of, by, now }) {
    return asEntered({ kind: await leaveAsItIs(records, of, by, now) });
  },
  async 'case-feedback'({ records, of, form, by, now }) {
    const { key, kind, agencyId, text, actionKey, action, ownerAgencyId, dueDate } = form;
    if (kind || text) {
      const typed = { kind, text, agencyId: agencyId || null };
      const found = asEntered(await addKeyFinding(records, { ...of, key, typed }, by, now));
      if (found.kind !== 'done') return found;
    }
    if (action || ownerAgencyId || dueDate) {
      const typed = { text: action, ownerAgencyId, dueDate };
      const input = { ...of, key: actionKey, typed };
      const acted = asEntered(await addCaseAction(records, input, by, now), { text: 'action' });
      if (acted.kind !== 'done') return acted;
    }
    return asEntered(await giveCaseFeedback(records, of, by, now));
  },
};

async function enterReportAnswer({ records, of, form, by, now }: Entering): Promise<Entered> {
  const { key, version, answer, text: general } = form;
  const input = { ...of, key, version, answer, remarks: { general, paragraphs: {} } };
  const outcome = await answerApproval(records, input, by, now);
  if (outcome.kind !== 'changed') return asEntered(outcome, { general: 'text' });
  const message = 'The report was changed meanwhile. Ask them what they say to the new text.';
  return { kind: 'refused', problems: [{ field: 'answer', message }] };
}

/** `fields` says under which name this page has a field of the contact's own form. */
function asEntered(
  outcome: { kind: string; problems?: FieldProblem[] },
  fields: Record<string, string> = {},
): Entered {
  if (outcome.problems) {
    const problems = outcome.problems.map(({ field, message }) => {
      return { field: fields[field] ?? field, message };
    });
    return { kind: 'refused', problems };
  }
  if (outcome.kind === 'not-found') throw new NotFound();
  return { kind: outcome.kind === 'ended' ? 'ended' : 'done' };
}

const nothingYet: Typed = {
  answer: '',
  text: '',
  replies: '',
  kind: '',
  agencyId: '',
  action: '',
  ownerAgencyId: '',
  dueDate: '',
};

/** Where somebody came from, who enters an answer. */
function cameFrom({ number, step }: AnswerEntry): string {
  const pages: Record<EnteredStep, string> = {
    facilitate: 'pairs',
    'case-feedback': 'pairs',
    approve: 'approvals',
    vote: 'approvals',
    'terms-vote': 'planning#members',
    'pass-on': 'learning#passed-on',
    reconsider: 'discussion/revised',
  };
  return `/console/audits/${number}/${pages[step]}`;
}

const options: Record<
  Exclude<EnteredStep, 'case-feedback' | 'reconsider'>,
  { value: string; text: string }[]
> = {
  facilitate: [
    { value: 'coming', text: 'They can facilitate' },
    { value: 'not-coming', text: 'They cannot this time' },
  ],
  approve: [
    { value: 'approve', text: 'They approve the report' },
    { value: 'object', text: 'They object' },
  ],
  vote: [
    { value: 'approve', text: 'They approve the report' },
    { value: 'object', text: 'They do not approve it' },
  ],
  'terms-vote': [
    { value: 'agree', text: 'They agree' },
    { value: 'change', text: 'They want something changed' },
  ],
  'pass-on': [
    { value: 'passed-on', text: 'They passed it on' },
    { value: 'nothing-to-pass-on', text: 'There was nothing to pass on' },
  ],
};

/** What is written besides; nothing is for whoever only says whether they can. */
const textLabels: Partial<Record<EnteredStep, string>> = {
  approve: 'What they remark, or object to',
  vote: 'What they remark',
  'terms-vote': 'What they said',
  'pass-on': 'How it was passed on',
};

async function page(
  request: EntryRequest,
  reply: FastifyReply,
  given: {
    entry: AnswerEntry;
    typed: Typed;
    received: TypedReceived | null;
    problems: FieldProblem[];
  },
): Promise<FastifyReply> {
  const { entry, typed, received, problems } = given;
  const { number, step, names, profile, passOn, child, version } = entry;
  const ofPair = child ? ` about C${child.number}` : '';
  return consolePage(request, reply, 'answer-entry', {
    title: `Enter what ${andList(names)} said${ofPair}`,
    number,
    backLink: cameFrom(entry),
    asked: passOn?.title ?? askTitle(step, profile.words),
    version: version ?? 0,
    key: randomUUID(),
    actionKey: randomUUID(),
    words: profile.words,
    options: step === 'case-feedback' || step === 'reconsider' ? [] : options[step],
    textLabel: textLabels[step] ?? '',
    copy: passOn?.copy ?? false,
    replies: passOn?.replies ?? false,
    sent: entry.sent,
    child,
    kinds: (['good-practice', 'development'] as const).map((value) => {
      return { value, text: kindWords[value] };
    }),
    agencies: entry.agencies.map(({ id, name }) => ({ value: id, text: name })),
    typed,
    problems,
    ...receivedFacts(received, dateOf(request.now, entry.zone)),
  });
}
