import type { FastifyInstance } from 'fastify';
import type { RevisedReturn } from '../../records/revised-returns.ts';
import type { Access } from '../access.ts';
import { answersInWords } from '../contact/answer-words.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { type AuditRequest, consolePage } from './console-page.ts';
import { discussionFacts, discussionIn } from './discussion-request.ts';
import { momentOf } from './moments.ts';

/** What was revised after the discussion, beside what was discussed (SO-22). */
export function discussionRevisedPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };
  app.get(
    '/console/audits/:number/discussion/revised',
    staff,
    async (request: AuditRequest, reply) => {
      const view = await discussionIn(records, request);
      if (!view.settings.mayRevise) throw new NotFound();
      return consolePage(request, reply, 'discussion-revised', {
        ...discussionFacts(view),
        title: 'Revised after the meeting',
        revised: view.revised.map(revisedFacts),
      });
    },
  );
}

function revisedFacts({ tool, discussed, stands, ...of }: RevisedReturn) {
  const before = answersInWords(tool, discussed.answers);
  const after = answersInWords(tool, stands.answers);
  return {
    ...of,
    discussedVersion: discussed.version,
    version: stands.version,
    at: momentOf(stands.at),
    changes: after.flatMap((section) => {
      const older = before.find(({ key }) => key === section.key)?.rows ?? [];
      return section.rows.flatMap(({ key, label, answer }) => {
        const was = older.find((row) => row.key === key)?.answer ?? '';
        return was === answer ? [] : [{ section: section.title, label, was, answer }];
      });
    }),
  };
}
