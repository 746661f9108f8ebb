import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';

/**
 * Which folder may import what: the table of the README. `own` are folders of this repository,
 * `packages` npm packages ("node:" stands for all of Node's own modules); `types` are folders from
 * which only types may come.
 */
const table: Record<string, { own: string[]; packages: string[]; types?: string[] }> = {
  domain: {
    own: [],
    packages: ['zod', 'yaml', 'temporal-polyfill', 'pure-rand', 'date-holidays', 'csv-parse'],
  },
  workflows: {
    own: ['domain'],
    packages: ['@temporalio/workflow', '@temporalio/common'],
    types: ['activities'],
  },
  records: { own: ['domain', 'prisma'], packages: ['node:', '@prisma/adapter-pg', 'yaml', 'zod'] },
  activities: {
    own: ['records', 'emails', 'documents', 'domain'],
    packages: ['@temporalio/activity', '@temporalio/common', 'node:'],
  },
  emails: {
    own: ['records', 'domain'],
    packages: ['mjml', 'nodemailer', 'ical-generator', 'temporal-polyfill', 'node:', 'pino'],
  },
  documents: { own: ['domain'], packages: ['node:', 'nunjucks'] },
  nudges: {
    own: ['records', 'domain', 'workflows'],
    packages: ['@temporalio/client', '@temporalio/common'],
  },
  api: {
    own: ['records', 'emails', 'documents', 'domain', 'nudges', 'workflows', 'config.ts'],
    packages: [
      'node:',
      'fastify',
      '@fastify/',
      '@temporalio/client',
      'zod',
      'nunjucks',
      'openid-client',
      'pino',
    ],
  },
  worker: {
    own: [
      'records',
      'emails',
      'documents',
      'domain',
      'nudges',
      'workflows',
      'activities',
      'config.ts',
    ],
    packages: ['node:', '@temporalio/', 'pino'],
  },
};

// Of the folder workflows only the messages are for other folders: the rest runs in the sandbox.
const openWorkflowFiles = new Set(['workflows/messages.ts', 'workflows/search-attributes.ts']);

/** Who may import from a folder that is not part of the product; `rehearsal/` itself may import all. */
const onlyFor: Record<string, string[]> = { rehearsal: ['commands', 'bench', 'test'] };

const problems = files().flatMap((file) => imports(file).flatMap((each) => problem(file, each)));
for (const each of problems) console.error(each);
if (problems.length > 0) process.exit(1);

function files(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts'], {
    encoding: 'utf8',
  });
  return listed.split('\n').filter((file) => file !== '');
}

interface Import {
  from: string;
  typeOnly: boolean;
}

function imports(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/gm,
  );
  return [...statements].map((found) => ({
    from: found[2] ?? found[3] ?? found[4] ?? '',
    typeOnly: found[1] !== undefined,
  }));
}

function problem(file: string, { from, typeOnly }: Import): string[] {
  const folder = file.split('/')[0] ?? '';
  const rule = table[folder];
  if (!rule) return notForEverybody(file, from);
  if (!from.startsWith('.')) {
    const name = builtinModules.includes(from) ? `node:${from}` : from;
    const allowed = rule.packages.some((each) =>
      each.endsWith(':') || each.endsWith('/')
        ? name.startsWith(each)
        : name === each || name.startsWith(`${each}/`),
    );
    // A type costs nothing at run time.
    return allowed || typeOnly ? [] : [`${file}: ${folder}/ may not import the package "${from}"`];
  }
  const target = normalize(join(dirname(file), from));
  const other = target.split('/')[0] ?? '';
  if (other === folder) return [];
  if (other === 'workflows' && !openWorkflowFiles.has(target) && !typeOnly) {
    return [
      `${file}: only ${[...openWorkflowFiles].join(' and ')} may be imported from workflows/`,
    ];
  }
  const allowed = rule.own.includes(other) || (typeOnly && (rule.types ?? []).includes(other));
  return allowed ? [] : [`${file}: ${folder}/ may not import from ${other} ("${from}")`];
}

function notForEverybody(file: string, from: string): string[] {
  const folder = file.split('/')[0] ?? '';
  const other = from.startsWith('.')
    ? (normalize(join(dirname(file), from)).split('/')[0] ?? '')
    : '';
  const readers = onlyFor[other];
  if (!readers || other === folder || readers.includes(folder)) return [];
  return [`${file}: only ${readers.join(', ')} may import from ${other}/`];
}
