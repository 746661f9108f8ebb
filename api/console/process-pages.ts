import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { processSvg } from '../../documents/process-html.ts';
import { withGroupsNamed } from '../../domain/named-groups.ts';
import { processInWords } from '../../domain/process-in-words.ts';
import { addProcess, listProcesses, processView } from '../../records/audits/processes.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { actorIn, consolePage } from './console-page.ts';
import { dayOf } from './moments.ts';
import { type YamlFilePage, yamlFileOf, yamlFilePage } from './yaml-file-form.ts';

type ProcessRequest = FastifyRequest<{ Params: { name: string; version?: string } }>;

const addPage: YamlFilePage = {
  title: 'Add a process or a new version',
  intro:
    'A new version of a process has its name and a higher number; audits that are under way go on with theirs.',
  what: 'process',
  nav: 'processes',
  backLink: '/console/processes',
};

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

  app.get('/console/add-process', editor, async (request, reply) =>
    yamlFilePage(request, reply, addPage),
  );

  app.post('/console/add-process', editor, async (request, reply) => {
    const yaml = await yamlFileOf(request, reply, addPage);
    if (yaml === null) return reply;
    const input = { partnershipId: staffIn(request).partnershipId, yaml };
    const outcome = await addProcess(records, input, actorIn(request), request.now);
    if (outcome.kind === 'refused') {
      const { problems } = outcome;
      return yamlFilePage(request, reply.status(422), addPage, { text: yaml, problems });
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
    const told = withGroupsNamed(profile, view.groups);
    return consolePage(request, reply, 'process', {
      title: profile.title,
      backLink: '/console/processes',
      name,
      process: processInWords(told),
      drawing: processSvg(told),
      yaml,
      missing,
      versions: view.versions.map((each) => ({
        ...each,
        added: dayOf(each.loadedAt),
        shown: each.version === profile.version,
      })),
    });
  }
}
