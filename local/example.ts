import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { checkProfile } from '../domain/check-profile.ts';
import { parseChildrenList } from '../domain/children-list.ts';
import { stageOfKind } from '../domain/profile.ts';
import { makeApiKey, revokeApiKey } from '../records/api-keys.ts';
import { auditSetup } from '../records/audit-drafts.ts';
import { officerOf } from '../records/directory.ts';
import { theClock } from '../records/events.ts';
import { lookupToken, seal, sha256 } from '../records/sealing.ts';
import { startAudit } from '../records/start-audit.ts';
import { type Records, type Transaction, transaction } from '../records/transaction.ts';
import {
  addressOf,
  agencies,
  bodies,
  type ExamplePerson,
  partnership,
  people,
} from './example-directory.ts';

const profileFile = new URL('../profiles/wscp-deep-dive.yaml', import.meta.url);
const listFile = new URL('./example-children.csv', import.meta.url);
const keyLabel = 'npm start';

export interface Example {
  partnershipId: string;
  /** The addresses with which to sign in and to read mail, by what the person is. */
  people: { officer: string; lead: string };
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
  const [officer, , , , lead] = people;
  return {
    partnershipId: partnership.id,
    people: {
      officer: addressOf(officer as ExamplePerson),
      lead: addressOf(lead as ExamplePerson),
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
  await makePartnership(records, tx, now);
  await makePeople(records, tx, await makePlaces(tx));
  await loadProfile(tx, now);
}

async function makePartnership(records: Records, tx: Transaction, now: Date): Promise<void> {
  const { id, name, zone } = partnership;
  const years = Array.from({ length: 6 }, (_, ahead) => now.getUTCFullYear() - 1 + ahead);
  await tx.partnership.create({
    data: {
      id,
      name,
      zone,
      wrappedKey: records.keyring.issue('partnership', id),
      closures: years.flatMap((year) => partnership.closures.map((day) => `${year}-${day}`)),
      createdAt: now,
    },
  });
}

/** Agencies with their services, and groups; returns their ids by key. */
async function makePlaces(tx: Transaction): Promise<Places> {
  const places: Places = { agencies: new Map(), bodies: new Map() };
  const { id: partnershipId } = partnership;
  for (const { key, name, domain, services = {} } of agencies) {
    const id = randomUUID();
    places.agencies.set(key, id);
    await tx.agency.create({ data: { id, partnershipId, key, name, mailDomains: [domain] } });
    await tx.service.createMany({
      data: Object.entries(services).map(([service, title]) => {
        return { id: randomUUID(), partnershipId, agencyId: id, key: service, name: title };
      }),
    });
  }
  for (const [key, name] of Object.entries(bodies)) {
    const id = randomUUID();
    places.bodies.set(key, id);
    await tx.body.create({ data: { id, partnershipId, key, name } });
  }
  return places;
}

interface Places {
  agencies: Map<string, string>;
  bodies: Map<string, string>;
}

async function makePeople(records: Records, tx: Transaction, places: Places): Promise<void> {
  const { id: partnershipId } = partnership;
  const key = await records.keyring.partnership(tx, partnershipId);
  for (const person of people) {
    const id = randomUUID();
    const email = addressOf(person);
    const agencyId = places.agencies.get(person.at ?? '') ?? null;
    const bodyId = places.bodies.get(person.at ?? '') ?? null;
    await tx.contact.create({
      data: {
        id,
        partnershipId,
        agencyId,
        nameSealed: seal(key, `Contact.nameSealed/${id}`, person.name),
        emailSealed: seal(key, `Contact.emailSealed/${id}`, email),
        emailToken: lookupToken(key, 'email', email),
      },
    });
    await tx.roleHolding.createMany({
      data: (person.roles ?? []).map((role) => {
        const holding = { id: randomUUID(), partnershipId, contactId: id, role };
        return { ...holding, agencyId, bodyId, fromDate: '2024-01-01' };
      }),
    });
  }
}

async function loadProfile(tx: Transaction, now: Date): Promise<void> {
  const yaml = readFileSync(profileFile, 'utf8');
  const checked = checkProfile(yaml);
  if (!checked.ok) throw new Error('the example profile cannot be used');
  const { profile: name, version } = checked.profile;
  const id = randomUUID();
  const { id: partnershipId } = partnership;
  await tx.profileVersion.create({
    data: { id, partnershipId, name, version, yaml, hash: sha256(yaml), loadedAt: now },
  });
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
