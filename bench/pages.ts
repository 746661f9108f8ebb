import { buildApp } from '../api/app.ts';
import { exampleProfile } from '../local/example.ts';
import { startOwnSystem } from '../rehearsal/own-system.ts';
import type { JumpingSystem } from '../rehearsal/system.ts';
import { countQueries } from './query-count.ts';
import { contactVisitor, staffVisitor, type Visitor } from './visitor.ts';
import { playYears } from './years-of-audits.ts';

const times = 20;
/** Two audits a year for three years are over when the pages of the next one are looked at. */
const before = 6;

/** Only pages with this in their address are measured. */
const only = process.env.ONLY ?? '';

interface Figures {
  route: string;
  p95: number;
  bytes: number;
  queries: number;
  /** How many queries it took when no audit had ended yet, where it could be reached then. */
  atFirst?: number | undefined;
}

/**
 * The server's time (the 95th percentile), the bytes and the queries of every page that can be
 * reached by its links, with three years of audits in the database, beside one bare query of the
 * same run. Of each page the dearest of the moments of an audit at which it was looked at.
 */
export async function pages(): Promise<string> {
  const queries = countQueries();
  const fresh = await figuresWith(0, queries);
  const old = await figuresWith(before, queries);
  const rows = [...old.figures.values()]
    .map((each) => ({ ...each, atFirst: fresh.figures.get(each.route)?.queries }))
    .sort((a, b) => b.p95 - a.p95);
  return [
    `${rows.length} pages, ${before} audits before the one under way; one bare query takes ${old.bare.toFixed(2)} ms (p95).`,
    '',
    '| page | p95, ms | × bare query | KB | queries | with no audit before |',
    '|---|---|---|---|---|---|',
    ...rows.map(
      ({ route, p95, bytes, queries: count, atFirst }) =>
        `| ${route} | ${p95.toFixed(1)} | ${(p95 / old.bare).toFixed(0)} | ${(bytes / 1024).toFixed(1)} | ${count} | ${atFirst ?? ''} |`,
    ),
  ].join('\n');
}

async function figuresWith(audits: number, queries: () => number) {
  const system = await startOwnSystem('2027-01-11T10:00:00.000Z');
  const figures = new Map<string, Figures>();
  let bare = 0;
  try {
    const app = await appOf(system);
    const wanted = { yaml: exampleProfile(), before: audits, cases: 8, agencies: 5 };
    await playYears(system, wanted, async (_moment, audit) => {
      for (const { visitor, start } of await visitorsOf(system, app, audit)) {
        for (const [route, url] of await visitor.walk(start)) {
          if (!route.includes(only)) continue;
          const one = await figuresOf(visitor, { route, url }, queries);
          if (one.p95 > (figures.get(route)?.p95 ?? 0)) figures.set(route, one);
        }
      }
      bare = percentile(await timesOf(() => system.records.database.partnership.findMany()), 95);
    });
    await app.close();
    return { figures, bare };
  } finally {
    await system.stop();
  }
}

async function appOf(system: JumpingSystem) {
  const app = await buildApp({
    records: system.records,
    config: { mode: 'test', publicUrl: 'http://localhost', cookieKey: Buffer.alloc(32, 1) },
    clock: system.now,
    post: system.post,
    nudge: () => {},
    log: { error: (fields) => console.error(fields), info: () => {} },
  });
  await app.ready();
  return app;
}

/** The officer, from the audit's page and from the console's first; and one person of each open ask. */
async function visitorsOf(
  { records, now }: JumpingSystem,
  app: Awaited<ReturnType<typeof appOf>>,
  audit: { id: string; number: string },
): Promise<{ visitor: Visitor; start: string }[]> {
  const at = await now();
  const { partnershipId, startedById } = await records.database.audit.findUniqueOrThrow({
    where: { id: audit.id },
  });
  const asks = await records.database.ask.findMany({
    where: { auditId: audit.id, outcome: null },
    distinct: ['step'],
  });
  const officer = { partnershipId, contactId: startedById };
  const staff = await staffVisitor(app, records, officer, at);
  const contacts = await Promise.all(
    asks.map(({ contactId }) => contactVisitor(app, records, { partnershipId, contactId }, at)),
  );
  return [
    { visitor: staff, start: `/console/audits/${audit.number}` },
    ...contacts.map((visitor) => ({ visitor, start: '/asks' })),
  ];
}

async function figuresOf(
  visitor: Visitor,
  { route, url }: { route: string; url: string },
  queries: () => number,
): Promise<Figures> {
  let bytes = 0;
  const counts: number[] = [];
  const took = await timesOf(async () => {
    const earlier = queries();
    bytes = Buffer.byteLength((await visitor.get(url)).html);
    counts.push(queries() - earlier);
  });
  // The least: what a worker beside it asks in the same instant is not the page's.
  return { route, p95: percentile(took, 95), bytes, queries: Math.min(...counts) };
}

async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let run = 0; run < times; run += 1) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return took;
}

function percentile(all: number[], wanted: number): number {
  const sorted = [...all].sort((a, b) => a - b);
  return sorted[Math.ceil((sorted.length * wanted) / 100) - 1] ?? 0;
}
