import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { processSvg } from '../../documents/process-html.ts';
import type { ProfileProblem } from '../../domain/check-profile.ts';
import { processInWords } from '../../domain/process-in-words.ts';
import { addProcess, listProcesses, processView } from '../../records/processes.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import { dayOf } from './moments.ts';

type ProcessRequest = FastifyRequest<{ Params: { name: string; version?: string } }>;

const longest = 200_000;

/** The partnership's processes: what each does, its versions, and a new one from a file. */
export function processPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };
  const editor = { preHandler: access.requireEditor };

  app.get('/console/processes', staff, async (request, reply) => {
    const processes = await listProcesses(records, staffIn(request).partnershipId);
    return consolePage(request, reply, 'processes', { title: 'Processes', processes });
  });

  app.get('/console/processes/:name', staff, async (request: ProcessRequest, reply) =>
    one(request, reply),
  );
  app.get('/console/processes/:name/:version', staff, async (request: ProcessRequest, reply) =>
    one(request, reply),
  );

  app.get('/console/add-process', editor, async (request, reply) => form(request, reply, '', []));

  app.post('/console/add-process', editor, async (request, reply) => {
    const typed = formOf(request, {
      text: z.string().default(''),
      file: z.instanceof(Buffer).optional(),
    });
    const uploaded = typed.file?.toString('utf8') ?? '';
    const yaml = (uploaded.trim() ? uploaded : typed.text).replace(/\r\n?/g, '\n');
    if (!yaml.trim() || yaml.length > longest) {
      const message = yaml.trim()
        ? 'This is longer than any process can be.'
        : 'Choose a file, or paste the process.';
      const shown = yaml.trim() ? typed.text : '';
      return form(request, reply.status(422), shown, [{ line: 0, column: 0, message }]);
    }
    const input = { partnershipId: staffIn(request).partnershipId, yaml };
    const outcome = await addProcess(records, input, actorIn(request), request.now);
    if (outcome.kind === 'refused') {
      return form(request, reply.status(422), yaml, outcome.problems);
    }
    return reply.redirect(`/console/processes/${outcome.name}/${outcome.version}`, 303);
  });

  async function one(request: ProcessRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { name, version } = request.params;
    const given = { partnershipId: staffIn(request).partnershipId, name };
    if (version !== undefined && !/^[1-9]\d{0,6}$/.test(version)) throw new NotFound();
    const chosen = version === undefined ? {} : { version: Number(version) };
    const view = await processView(records, { ...given, ...chosen }, request.now);
    if (!view) throw new NotFound();
    const { profile, yaml, missing } = view;
    return consolePage(request, reply, 'process', {
      title: profile.title,
      backLink: '/console/processes',
      name,
      process: processInWords(profile),
      drawing: processSvg(profile),
      yaml,
      missing,
      versions: view.versions.map((each) => ({
        ...each,
        added: dayOf(each.loadedAt),
        shown: each.version === profile.version,
      })),
    });
  }

  async function form(
    request: FastifyRequest,
    reply: FastifyReply,
    text: string,
    problems: ProfileProblem[],
  ): Promise<FastifyReply> {
    return consolePage(request, reply, 'add-process', {
      title: 'Add a process or a new version',
      backLink: '/console/processes',
      text,
      found: problems,
      problems: problems.map(({ line, message }) => ({
        field: 'text',
        message: line > 0 ? `Line ${line}: ${message}` : message,
      })),
    });
  }
}
