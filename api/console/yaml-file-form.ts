import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ProfileProblem } from '../../domain/check-profile.ts';
import { formOf } from '../forms.ts';
import { consolePage } from './console-page.ts';

const longest = 200_000;

/** A page on which a file that people write is chosen or pasted, and what it says around that. */
export interface YamlFilePage {
  title: string;
  intro: string;
  /** What the file is, for sentences: "process". */
  what: string;
  nav: string;
  backLink: string;
}

/** What was chosen or pasted; null after answering with what to do where that is nothing to check. */
export async function yamlFileOf(
  request: FastifyRequest,
  reply: FastifyReply,
  page: YamlFilePage,
): Promise<string | null> {
  const typed = formOf(request, {
    text: z.string().default(''),
    file: z.instanceof(Buffer).optional(),
  });
  const uploaded = typed.file?.toString('utf8') ?? '';
  const yaml = (uploaded.trim() ? uploaded : typed.text).replace(/\r\n?/g, '\n');
  if (yaml.trim() && yaml.length <= longest) return yaml;
  const message = yaml.trim()
    ? `This is longer than any ${page.what} can be.`
    : `Choose a file, or paste the ${page.what}.`;
  await show(request, reply.status(422), page, { text: typed.text, problems: [message], found: 0 });
  return null;
}

/** The page, with everything that is wrong with what was given. */
export async function yamlFilePage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: YamlFilePage,
  given: { text: string; problems: ProfileProblem[] } = { text: '', problems: [] },
): Promise<FastifyReply> {
  const problems = given.problems.map(({ line, message }) =>
    line > 0 ? `Line ${line}: ${message}` : message,
  );
  return show(request, reply, page, { text: given.text, problems, found: problems.length });
}

async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  page: YamlFilePage,
  { text, problems, found }: { text: string; problems: string[]; found: number },
): Promise<FastifyReply> {
  return consolePage(request, reply, 'yaml-file', {
    ...page,
    text,
    found,
    problems: problems.map((message) => ({ field: 'text', message })),
    wrong: found > 0 ? 'The file cannot be used as it is.' : problems[0],
  });
}
