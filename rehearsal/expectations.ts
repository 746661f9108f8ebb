import { dateOf } from '../domain/calendar.ts';
import type { Records } from '../records/store/transaction.ts';
import type { PlayedAudit } from './play-audit.ts';
import type { Expectation } from './scenario.ts';
import { personTest } from './scenario-lines.ts';

/** What a scenario expected and did not come, each as a sentence. */
export async function unmetExpectations(
  records: Records,
  played: PlayedAudit,
  expectations: Expectation[],
): Promise<string[]> {
  const unmet: string[] = [];
  for (const [position, expected] of expectations.entries()) {
    const why = await unmetReason(records, played, expected);
    if (why) unmet.push(`expect ${position + 1}, ${told(expected)}: ${why}`);
  }
  return unmet;
}

async function unmetReason(
  records: Records,
  played: PlayedAudit,
  expected: Expectation,
): Promise<string | null> {
  if ('letter' in expected) return letterReason(records, played, expected);
  if ('event' in expected) return eventReason(records, played, expected);
  if ('letters' in expected) return lettersReason(records, played, expected);
  if ('stage' in expected) return stageReason(records, played, expected);
  return requestReason(records, played, expected);
}

type Of<K extends string> = Extract<Expectation, Record<K, unknown>>;

interface Happened {
  on: string;
  what: string;
}

async function letterReason({ database }: Records, { place }: PlayedAudit, expected: Of<'letter'>) {
  const rows = await database.letter.findMany({
    where: { partnershipId: place.id, kind: expected.letter, state: 'sent' },
    orderBy: { sentAt: 'asc' },
  });
  const people = Object.values(place.people);
  const isWanted = expected.to ? personTest(expected.to, place) : () => true;
  const all = rows.map(({ contactId, sentAt, queuedAt }) => ({
    on: dateOf(sentAt ?? queuedAt),
    what: `to ${people.find(({ id }) => id === contactId)?.name ?? 'a colleague'}`,
    wanted: isWanted({ contactId }),
  }));
  return countReason(
    expected,
    all.filter(({ wanted }) => wanted),
    all,
  );
}

async function eventReason({ database }: Records, played: PlayedAudit, expected: Of<'event'>) {
  const { place, audit } = played;
  const rows = await database.event.findMany({
    where: { chain: { in: [place.id, audit.id] }, kind: expected.event },
    orderBy: [{ at: 'asc' }, { seq: 'asc' }],
  });
  const all = rows.map(({ at, ids }) => ({ on: dateOf(at), what: JSON.stringify(ids) }));
  return countReason(expected, all, all);
}

function countReason(
  expected: { on?: string | undefined; by?: string | undefined; count?: number | undefined },
  found: Happened[],
  all: Happened[],
): string | null {
  const { on, by, count } = expected;
  const fitting = found.filter(
    (each) => (on === undefined || each.on === on) && (by === undefined || each.on <= by),
  );
  const met = count === undefined ? fitting.length > 0 : fitting.length === count;
  if (met) return null;
  const there = all.map((each) => `${each.on} ${each.what}`).join('; ');
  return `there were ${fitting.length}. All of that kind: ${there || 'none'}`;
}

async function stageReason({ database }: Records, { audit }: PlayedAudit, expected: Of<'stage'>) {
  const row = await database.stage.findUnique({
    where: { auditId_key: { auditId: audit.id, key: expected.stage } },
  });
  const ended = row?.endedAt ? dateOf(row.endedAt) : null;
  const met = row?.outcome === expected.outcome && (!expected.on || expected.on === ended);
  return met ? null : `it stands as ${row?.outcome ?? 'not ended'}, ended ${ended ?? 'never'}`;
}

async function requestReason(
  { database }: Records,
  { audit }: PlayedAudit,
  expected: Of<'request'>,
) {
  const row = await database.request.findFirst({
    where: { auditId: audit.id, agency: { key: expected.request } },
  });
  const outcome = row ? (row.outcome ?? 'open') : 'never made';
  return outcome === expected.outcome ? null : `it is ${outcome}`;
}

async function lettersReason(
  { database }: Records,
  { place }: PlayedAudit,
  { letters }: Of<'letters'>,
) {
  const count = await database.letter.count({ where: { partnershipId: place.id, state: 'sent' } });
  const met = count >= letters.atLeast && count <= letters.atMost;
  return met ? null : `there were ${count}`;
}

function told(expected: Expectation): string {
  return Object.entries(expected)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ');
}
