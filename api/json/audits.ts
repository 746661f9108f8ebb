import { z } from 'zod';
import { parseAttendances, parseEstablishments } from '../../domain/asked-list.ts';
import { dateOf } from '../../domain/calendar.ts';
import { parseChildrenList } from '../../domain/children-list.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { NewAudit } from '../../domain/new-audit.ts';
import { subjectOf } from '../../domain/profile.ts';
import { type AuditSetup, auditSetup, profileChoices } from '../../records/audits/audit-drafts.ts';
import { type AuditView, auditView } from '../../records/audits/audit-view.ts';
import { startAudit } from '../../records/audits/start-audit.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { JsonApi } from './audit-routes.ts';
import { keyHolderIn } from './key-access.ts';

const day = z.iso.date().describe('A date as YYYY-MM-DD');
const text = z.string().max(20_000);

const dateSchema = z.union([
  z.strictObject({ degree: z.enum(['fixed', 'provisional']), date: day }),
  z.strictObject({ degree: z.literal('month'), month: z.string().regex(/^\d{4}-\d{2}$/) }),
  z.strictObject({ degree: z.literal('unknown') }),
]);

const newAuditSchema = z.strictObject({
  key: z
    .string()
    .min(8)
    .max(100)
    .describe('Your own key of this audit: the same key sent twice starts one audit'),
  process: z.string().describe('The name of the process; its newest version is taken'),
  focus: text.describe(
    'The one practice focus; empty where the process allows an audit without one',
  ),
  kloes: z
    .array(z.string())
    .default([])
    .describe('Keys of the key lines of enquiry under which it comes'),
  questions: z
    .array(text)
    .default([])
    .describe('What it asks on its theme besides the tool, where the process lets it'),
  overlap: text.default('').describe('Audits of single agencies on the same subject'),
  sources: z
    .array(z.strictObject({ kind: z.string(), rationale: text }))
    .describe('Where the focus comes from, and why'),
  period: z
    .strictObject({ from: day, to: day, reason: text.default('') })
    .optional()
    .describe('Another audit period than the process proposes, with the reason'),
  cases: z
    .strictObject({ number: z.int(), reason: text.default('') })
    .optional()
    .describe('Another number of children than the process proposes, with the reason'),
  dates: z.record(z.string(), dateSchema).optional().describe('Dates other than those proposed'),
  list: z
    .string()
    .max(900_000)
    .default('')
    .describe(
      'The list of children as CSV, with headings and without names; in a process without children, the list of who is asked',
    ),
  agencies: z
    .array(z.string())
    .optional()
    .describe(
      'In a process in which each agency answers for itself: their keys; all of them if left out',
    ),
  notToBeSelected: z
    .array(z.strictObject({ reference: z.string(), reason: text }))
    .default([])
    .describe('Children of the list who must not be selected, each with the reason'),
  leftOut: z
    .array(z.strictObject({ level: z.string(), reason: text }))
    .default([])
    .describe('Levels of need without any child in the list, each with the reason'),
  allocation: z
    .strictObject({ chosenBy: text, why: text })
    .optional()
    .describe('Who chose the cases and why, where the process allocates them'),
});

const startedSchema = z.strictObject({ number: z.string(), again: z.boolean() });
const refusedSchema = z.strictObject({
  error: z.literal('refused'),
  problems: z.array(z.strictObject({ field: z.string(), message: z.string() })),
});
const notFoundSchema = z.strictObject({ error: z.literal('not-found') });

const detailSchema = z.strictObject({
  number: z.string(),
  state: z.string(),
  process: z.string(),
  version: z.int(),
  focus: z.string(),
  period: z.strictObject({ from: z.string(), to: z.string() }),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  stages: z.array(z.strictObject({ key: z.string(), title: z.string(), state: z.string() })),
  dates: z.array(z.strictObject({ key: z.string(), label: z.string(), date: dateSchema })),
  children: z
    .array(
      z.strictObject({
        name: z.string(),
        level: z.string(),
        state: z.string(),
        sealed: z.boolean().describe('Nobody is asked about it: it is under hold'),
      }),
    )
    .describe('By pseudonym only: "C3"'),
  agencies: z.array(
    z.strictObject({
      key: z.string(),
      name: z.string(),
      children: z.array(z.strictObject({ name: z.string(), state: z.string() })),
    }),
  ),
  returns: z
    .array(
      z.strictObject({
        about: z.string(),
        part: z.string().describe('Of a course attendance: attendee or manager'),
        agency: z.string(),
        state: z.string(),
      }),
    )
    .describe('Who has answered, in an audit that is not about children'),
  open: z.int().describe('How many answers are still waited for'),
  overdue: z.int(),
});

/** Starting an audit and reading how one stands. */
export function auditDetailRoutes(api: JsonApi, { records, nudge }: ApiDependencies): void {
  api.post(
    '/audits',
    {
      schema: {
        summary: 'Start an audit',
        body: newAuditSchema,
        response: { 200: startedSchema, 201: startedSchema, 422: refusedSchema },
      },
    },
    async (request, reply) => {
      const { partnershipId, madeById } = keyHolderIn(request);
      const { body, now } = request;
      const profile = (await profileChoices(records, partnershipId)).find(
        ({ name }) => name === body.process,
      );
      const given = profile && { partnershipId, profileVersionId: profile.id };
      const setup = given && (await auditSetup(records, given, now));
      if (!setup) {
        const problems = [{ field: 'process', message: 'There is no process of this name.' }];
        return reply.status(422).send({ error: 'refused', problems });
      }
      const read = readAudit(setup, body, now);
      if ('problems' in read) {
        return reply.status(422).send({ error: 'refused', problems: read.problems });
      }
      const input = { ...given, startKey: `api/${body.key}`, audit: read };
      const started = await startAudit(records, input, { contactId: madeById }, now);
      if (started.kind === 'no-profile') throw new Error('the profile went away');
      if (started.kind === 'refused') {
        return reply.status(422).send({ error: 'refused', problems: started.problems });
      }
      nudge();
      const again = started.kind === 'started-before';
      return reply.status(again ? 200 : 201).send({ number: started.number, again });
    },
  );

  api.get(
    '/audits/:number',
    {
      schema: {
        summary: 'How an audit stands',
        params: z.strictObject({ number: z.string() }),
        querystring: z.strictObject({}),
        response: { 200: detailSchema, 404: notFoundSchema },
      },
    },
    async (request, reply) => {
      const { partnershipId } = keyHolderIn(request);
      const { number } = request.params;
      const view = await auditView(records, { partnershipId, number }, request.now);
      return view ? detailOf(view) : reply.status(404).send({ error: 'not-found' });
    },
  );
}

/** What was sent, with what the process proposes where nothing was. */
function readAudit(
  setup: AuditSetup,
  body: z.infer<typeof newAuditSchema>,
  now: Date,
): NewAudit | { problems: FieldProblem[] } {
  const list = readList(setup, body, now);
  if ('problems' in list) return list;
  const { proposed } = setup;
  const known = new Set(setup.profile.dates.map(({ key }) => key));
  const unknown = Object.keys(body.dates ?? {}).filter((key) => !known.has(key));
  if (unknown.length > 0) {
    const message = `The process has no such date. It has: ${[...known].join(', ')}.`;
    return { problems: unknown.map((key) => ({ field: `date-${key}`, message })) };
  }
  return {
    focus: body.focus,
    kloes: body.kloes,
    questions: body.questions.map((each) => each.trim()).filter((each) => each !== ''),
    overlap: body.overlap,
    sources: body.sources,
    window: body.period ?? proposed.window,
    size: body.cases ? { cases: body.cases.number, reason: body.cases.reason } : proposed.size,
    dates: { ...proposed.dates, ...body.dates },
    ...list,
    excluded: body.notToBeSelected,
    leftOut: body.leftOut.map(({ level, reason }) => ({ stratum: level, reason })),
    ...(body.allocation ? { allocation: body.allocation } : {}),
  };
}

/** The list of children, or who is asked where none are. */
function readList(
  setup: AuditSetup,
  body: z.infer<typeof newAuditSchema>,
  now: Date,
): Pick<NewAudit, 'list' | 'asked'> | { problems: FieldProblem[] } {
  const bytes = Buffer.from(body.list, 'utf8');
  const none = { rows: [], droppedColumns: 0 };
  const refused = (problems: { message: string }[]) => {
    return { problems: problems.map(({ message }) => ({ field: 'list', message })) };
  };
  const { agencies, of } = setup.directory;
  switch (subjectOf(setup.profile)) {
    case 'case': {
      const list = parseChildrenList(bytes, setup.list);
      if (!list.ok) return refused(list.problems);
      return { list: { rows: list.rows, droppedColumns: list.droppedColumns.length } };
    }
    case 'agency':
      return { list: none, asked: { agencies: body.agencies ?? agencies.map(({ key }) => key) } };
    case 'establishment': {
      // Without a list, those of the directory.
      if (body.list === '') return { list: none, asked: {} };
      const list = parseEstablishments(bytes, { agencies: of, words: setup.profile.words });
      return list.ok
        ? { list: none, asked: { establishments: list.rows } }
        : refused(list.problems);
    }
    case 'person': {
      const list = parseAttendances(bytes, { agencies }, dateOf(now, setup.clock.calendar.zone));
      return list.ok ? { list: none, asked: { attendances: list.rows } } : refused(list.problems);
    }
  }
}

function detailOf(view: AuditView): z.infer<typeof detailSchema> {
  const { cases, agencies } = view.grid;
  const names = new Map(cases.map(({ id, number }) => [id, `C${number}`]));
  return {
    number: view.number,
    state: view.state,
    process: view.profile.profile,
    version: view.profile.version,
    focus: view.focus,
    period: { from: view.window.from, to: view.window.to },
    startedAt: view.startedAt.toISOString(),
    endedAt: view.endedAt?.toISOString() ?? null,
    stages: view.stages.map(({ key, title, state }) => ({ key, title, state })),
    dates: view.dates.map(({ key, label, date }) => ({ key, label, date })),
    children: cases.map(({ number, level, state, held: sealed }) => {
      return { name: `C${number}`, level, state, sealed };
    }),
    agencies: agencies.map(({ key, name, cells }) => ({
      key,
      name,
      children: cells.map(({ caseId, state }) => ({ name: names.get(caseId) ?? '', state })),
    })),
    returns: (view.answers?.lines ?? []).map(({ label: about, part, agency, state }) => {
      return { about, part, agency, state };
    }),
    open: view.waits.reduce((sum, wait) => sum + wait.open, 0),
    overdue: view.waits.reduce((sum, wait) => sum + wait.overdue, 0),
  };
}
