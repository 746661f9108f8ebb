import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { checkProfile } from '../domain/check-profile.ts';
import { parseChildrenList } from '../domain/children-list.ts';
import { stageOfKind } from '../domain/profile.ts';
import { makeApiKey, revokeApiKey } from '../records/access/api-keys.ts';
import { auditSetup } from '../records/audits/audit-drafts.ts';
import { startAudit } from '../records/audits/start-audit.ts';
import { officerOf } from '../records/directory/directory.ts';
import { theClock } from '../records/store/events.ts';
import { type Records, type Transaction, transaction } from '../records/store/transaction.ts';
import { addressOf, type DirectoryPerson, makeDirectory, storeProfile } from './directory.ts';
import { agencies, bodies, closuresAround, partnership, people } from './example-directory.ts';

const choiceFile = new URL('./example.yaml', import.meta.url);
const listFile = new URL('./example-children.csv', import.meta.url);
const keyLabel = 'npm start';

export interface Example {
  partnershipId: string;
  /** The addresses with which to sign in and to read mail, by what the person is. */
  people: { officer: string; operator: string; lead: string };
}

/**
 * Makes the example partnership with its directory and its process, and starts one audit. In a
 * database that holds a partnership already it makes nothing.
 */
export async function loadExample(records: Records, now: Date): Promise<Example | null> {
  const known = await records.database.partnership.findMany({ select: { id: true } });
  if (known.length === 0) await transaction(records, (tx) => makeExample(records, tx, now));
  else if (!known.some(({ id }) => id === partnership.id)) return null;
  await startExampleAudit(records, now);
  const address = (role: string) => {
    const person = people.find(({ roles }) => roles?.includes(role)) as DirectoryPerson;
    return addressOf(person, { agencies, partnership });
  };
  return {
    partnershipId: partnership.id,
    people: {
      officer: address('officer'),
      operator: address('operator'),
      lead: address('safeguarding-lead'),
    },
  };
}

/** A key for the JSON API that this start prints; the one that an earlier start printed ends. */
export async function exampleApiKey(records: Records, now: Date): Promise<string> {
  const { id: partnershipId } = partnership;
  const earlier = await records.database.apiKey.findMany({
    where: { partnershipId, label: keyLabel, revokedAt: null },
  });
  for (const { id } of earlier) await revokeApiKey(records, { partnershipId, id }, theClock, now);
  const input = { partnershipId, role: 'editor' as const, label: keyLabel };
  return (await makeApiKey(records, input, theClock, now)).key;
}

async function makeExample(records: Records, tx: Transaction, now: Date): Promise<void> {
  const closures = closuresAround(now);
  const directory = { partnership: { ...partnership, closures }, agencies, bodies, people };
  await makeDirectory(records, tx, directory, now);
  const yaml = exampleProfile();
  const checked = checkProfile(yaml);
  if (!checked.ok) throw new Error('the example profile cannot be used');
  const { profile: name, version } = checked.profile;
  await storeProfile(tx, { partnershipId: partnership.id, name, version, yaml }, now);
}

/** The process that the example shows, as its file says it. */
export function exampleProfile(): string {
  const { profile } = parse(readFileSync(choiceFile, 'utf8')) as { profile: string };
  return readFileSync(new URL(`../profiles/${profile}.yaml`, import.meta.url), 'utf8');
}

/** Unless the example has an audit already, be it another one. */
async function startExampleAudit(records: Records, now: Date): Promise<void> {
  const { id: partnershipId } = partnership;
  if ((await records.database.audit.count({ where: { partnershipId } })) > 0) return;
  const { database } = records;
  const where = { partnershipId };
  const { id: profileVersionId } = await database.profileVersion.findFirstOrThrow({ where });
  const officer = await transaction(records, (tx) => officerOf(tx, partnershipId, now));
  const setup = await auditSetup(records, { partnershipId, profileVersionId }, now);
  if (!setup) throw new Error('the example profile was not loaded');
  const list = parseChildrenList(readFileSync(listFile), setup.list);
  if (!list.ok) throw new Error(list.problems.map(({ message }) => message).join('\n'));
  const [source] = stageOfKind(setup.profile, 'choose-theme')?.sources ?? [];
  const audit = {
    ...setup.proposed,
    focus: 'How agencies work together when a child goes missing from home or care',
    sources: [
      {
        kind: source?.key ?? '',
        rationale:
          'Two local reviews this year found that return interviews came late and that what they brought to light was not shared.',
      },
    ],
    list: { rows: list.rows, droppedColumns: 0 },
    excluded: [],
    leftOut: [],
  };
  const input = { partnershipId, startKey: 'example', profileVersionId, audit };
  const started = await startAudit(records, input, { contactId: officer }, now);
  if (started.kind === 'refused') throw new Error(JSON.stringify(started.problems));
}
