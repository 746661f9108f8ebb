import { type FieldProblem, textProblems } from '../../domain/field-problem.ts';
import { monthSchema, type ProgrammeEntry } from '../../domain/programme.ts';
import { readTypedMonth } from '../../domain/typed-degree-date.ts';
import { type Actor, appendEvent } from '../store/events.ts';
import { keepReason } from '../store/reasons.ts';
import { digest } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { planAudit } from './load-programme.ts';
import { lockPlanned, nudgePlanned } from './planned.ts';

/** An audit that is added to a loaded programme, as somebody typed it. */
export interface TypedEntry {
  month: string;
  process: string;
  type: string;
  theme: string;
  focus: string;
  rationale: string;
  sample: string;
  reason: string;
}

export type PlannedAdded =
  | { kind: 'added'; entry: string }
  | { kind: 'refused'; problems: FieldProblem[] }
  | { kind: 'not-found' };

/**
 * Adds an audit to a loaded programme for an issue that has emerged, with who did and why (SO-2). Its
 * dates are set one by one afterwards; it is offered on its day like the others.
 */
export async function addPlanned(
  records: Records,
  input: { partnershipId: string; programme: string; typed: TypedEntry },
  by: Actor,
  now: Date,
): Promise<PlannedAdded> {
  const { partnershipId, programme: name, typed } = input;
  return transaction(records, async (tx) => {
    await lockPlanned(tx, partnershipId);
    const programme = await tx.programme.findUnique({
      where: { partnershipId_name: { partnershipId, name } },
      include: { planned: { select: { key: true, position: true, offerDays: true } } },
    });
    if (!programme) return { kind: 'not-found' };
    const month = readTypedMonth(typed.month);
    const problems = [...entryProblems(typed), ...(await unknownProcess(tx, input))];
    if (!month || !monthSchema.safeParse(month).success) {
      problems.unshift({ field: 'month', message: 'Enter a month, such as April 2027.' });
    }
    if (!month || problems.length > 0) return { kind: 'refused', problems };
    const text = (field: 'rationale' | 'sample') => typed[field].trim() || undefined;
    const entry: ProgrammeEntry = {
      key: freeKey(
        typed.theme,
        programme.planned.map(({ key }) => key),
      ),
      month,
      process: typed.process,
      type: typed.type.trim(),
      theme: typed.theme.trim(),
      focus: typed.focus.trim(),
      rationale: text('rationale'),
      sample: text('sample'),
    };
    const position = Math.max(-1, ...programme.planned.map((each) => each.position)) + 1;
    const offerDays = programme.planned[0]?.offerDays ?? 20;
    const given = { partnershipId, programmeId: programme.id, position, offerDays, entry };
    const id = await planAudit(records, tx, given, by, now);
    const secret = await records.keyring.partnership(tx, partnershipId);
    const reason = typed.reason.trim();
    const seq = await appendEvent(tx, {
      partnershipId,
      chain: partnershipId,
      kind: 'planned-audit.added',
      ids: { planned: id, programme: name, entry: entry.key },
      digests: { reason: digest(secret, reason) },
      by,
      now,
    });
    await keepReason(records, tx, { partnershipId, auditId: null, seq, reason });
    await nudgePlanned(tx, { id, seq, word: 'audit-planned' }, now);
    return { kind: 'added', entry: entry.key };
  });
}

function entryProblems({ type, theme, focus, rationale, sample, reason }: TypedEntry) {
  const needs = (field: string, text: string, missing: string, longest = 200) =>
    textProblems(field, text, { missing, longest });
  return [
    ...needs('type', type, 'Say what kind of audit it is.'),
    ...needs('theme', theme, 'Say the theme in a word or two.', 100),
    ...needs('focus', focus, 'Say what exactly is looked at.', 2000),
    ...textProblems('rationale', rationale, { longest: 2000 }),
    ...textProblems('sample', sample, { longest: 2000 }),
    ...needs('reason', reason, 'Say why the programme changes.', 2000),
  ];
}

async function unknownProcess(
  tx: Transaction,
  { partnershipId, typed }: { partnershipId: string; typed: TypedEntry },
): Promise<FieldProblem[]> {
  const where = { partnershipId, name: typed.process };
  if ((await tx.profileVersion.count({ where })) > 0) return [];
  return [{ field: 'process', message: 'Choose the process that it runs.' }];
}

/** "Knife crime" is "knife-crime"; another of that name is "knife-crime-2". */
function freeKey(theme: string, taken: string[]): string {
  const letters = theme
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 34)
    .replace(/-+$/, '');
  const first = letters || 'audit';
  if (!taken.includes(first)) return first;
  let round = 2;
  while (taken.includes(`${first}-${round}`)) round += 1;
  return `${first}-${round}`;
}

/** What can be chosen for an added audit: the processes there are, and the types in use. */
export async function entryChoices(
  records: Records,
  given: { partnershipId: string; programme: string },
): Promise<{ title: string; processes: string[]; types: string[] } | null> {
  const { partnershipId, programme: name } = given;
  const programme = await records.database.programme.findUnique({
    where: { partnershipId_name: { partnershipId, name } },
    include: { planned: { select: { type: true } } },
  });
  if (!programme) return null;
  const versions = await records.database.profileVersion.findMany({
    where: { partnershipId },
    distinct: ['name'],
    select: { name: true },
    orderBy: { name: 'asc' },
  });
  const types = [...new Set(programme.planned.map(({ type }) => type))];
  return { title: programme.title, processes: versions.map((each) => each.name), types };
}
