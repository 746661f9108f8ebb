import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PlannedChange } from '../../domain/directory-import.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { decodeUpload } from '../../domain/uploaded-text.ts';
import { directoryCsv } from '../../records/directory/directory-snapshot.ts';
import {
  applyImport,
  type ImportApplied,
  type ImportView,
  importView,
  uploadDirectory,
} from '../../records/directory/import-directory.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';
import { actorIn, consolePage } from './console-page.ts';
import { directoryRoot } from './directory-place.ts';
import { momentOf } from './moments.ts';

type UploadRequest = FastifyRequest<{ Params: { upload: string } }>;

/** How many lines of a sort are shown; the list itself holds them all. */
const linesShown = 200;

/** The directory as a list to download, and to upload again: what would change is shown first. */
export function directoryListPages(
  app: FastifyInstance,
  { records, nudge }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };
  const editor = { preHandler: access.requireEditor };

  app.get(`${directoryRoot}/list.csv`, staff, async (request, reply) => {
    const { partnershipId } = staffIn(request);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="directory.csv"')
      .header('cache-control', 'no-store')
      .send(`\uFEFF${await directoryCsv(records, { partnershipId }, request.now)}`);
  });

  app.get(`${directoryRoot}/upload`, editor, async (request, reply) =>
    uploadPage(request, reply, []),
  );

  app.post(`${directoryRoot}/upload`, editor, async (request, reply) => {
    const { file } = formOf(request, { file: z.instanceof(Buffer).optional() });
    if (!file || file.length === 0) {
      const problems = [{ field: 'file', message: 'Choose a CSV file.' }];
      return uploadPage(request, reply.status(422), problems);
    }
    const decoded = decodeUpload(file);
    if (!decoded.ok) {
      const problems = [{ field: 'file', message: decoded.problem.message }];
      return uploadPage(request, reply.status(422), problems);
    }
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, text: decoded.text };
    const id = await uploadDirectory(records, input, actorIn(request), request.now);
    return reply.redirect(`${directoryRoot}/uploads/${id}`, 303);
  });

  app.get(`${directoryRoot}/uploads/:upload`, editor, async (request: UploadRequest, reply) =>
    previewPage(request, reply, await viewIn(request), []),
  );

  app.post(`${directoryRoot}/uploads/:upload`, editor, async (request: UploadRequest, reply) => {
    const { fingerprint } = formOf(request, { fingerprint: z.string().max(100).default('') });
    const { partnershipId } = staffIn(request);
    const input = { partnershipId, importId: request.params.upload, fingerprint };
    const outcome = await applyImport(records, input, actorIn(request), request.now);
    if (outcome.kind === 'not-found') throw new NotFound();
    if (outcome.kind !== 'applied') {
      const problems = [{ field: 'changes', message: refusals[outcome.kind] }];
      return previewPage(request, reply.status(422), await viewIn(request), problems);
    }
    nudge();
    return reply.redirect(`${directoryRoot}/uploads/${request.params.upload}`, 303);
  });

  async function viewIn(request: UploadRequest): Promise<ImportView> {
    const { partnershipId } = staffIn(request);
    const given = { partnershipId, importId: request.params.upload };
    const view = await importView(records, given, request.now);
    if (!view) throw new NotFound();
    return view;
  }
}

const refusals: Record<Exclude<ImportApplied['kind'], 'applied' | 'not-found'>, string> = {
  stale:
    'The directory has changed since this page was shown. Nothing was changed by the list. Look at what it would change now, and apply it again.',
  'not-understood':
    'Some lines cannot be understood. Nothing was changed. Mend them in the file and upload it again.',
  'too-many':
    'The list changes more than 500 things at once. Nothing was changed. Split it and upload the parts.',
};

function uploadPage(
  request: FastifyRequest,
  reply: FastifyReply,
  problems: FieldProblem[],
): Promise<FastifyReply> {
  return consolePage(request, reply, 'directory-upload', {
    title: 'Upload changes to the directory',
    backLink: directoryRoot,
    problems,
  });
}

function previewPage(
  request: FastifyRequest,
  reply: FastifyReply,
  view: ImportView,
  problems: FieldProblem[],
): Promise<FastifyReply> {
  const { plan, appliedAt, counts, fingerprint } = view;
  const of = (shown: PlannedChange['shown'], title: string) => {
    const own = plan.changes.filter((each) => each.shown === shown);
    return { title, all: own.length, lines: own.slice(0, linesShown) };
  };
  return consolePage(request, reply, 'directory-upload-check', {
    title: appliedAt ? 'The list has been applied' : 'What the list would change',
    backLink: appliedAt ? directoryRoot : `${directoryRoot}/upload`,
    problems,
    applied: appliedAt ? momentOf(appliedAt) : '',
    counts,
    parts: [of('added', 'Added'), of('changed', 'Changed'), of('ended', 'Ended')],
    changes: plan.changes.length,
    wrong: { all: plan.problems.length, lines: plan.problems.slice(0, linesShown) },
    same: plan.same,
    fingerprint,
  });
}
