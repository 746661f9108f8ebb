import { randomUUID } from 'node:crypto';
import { lookupToken, seal, sha256 } from '../records/store/sealing.ts';
import { keepNameTokens } from '../records/store/search-tokens.ts';
import type { Records, Transaction } from '../records/store/transaction.ts';

/** An invented partnership: who there is, where they work and what they are. */
export interface Directory {
  partnership: {
    /** A slug. */
    id: string;
    name: string;
    zone: string;
    /** Of the business unit's and the groups' addresses. */
    domain: string;
    /** Days ("YYYY-MM-DD") on which it is closed besides bank holidays. */
    closures: readonly string[];
  };
  agencies: readonly DirectoryAgency[];
  /** Groups by key. */
  bodies: Readonly<Record<string, string>>;
  people: readonly DirectoryPerson[];
}

export interface DirectoryAgency {
  key: string;
  name: string;
  domain: string;
  services?: Readonly<Record<string, string>>;
}

export interface DirectoryPerson {
  name: string;
  /** Key of an agency or of a group; the business unit where there is none. */
  at?: string;
  roles?: readonly string[];
}

/** The ids that a directory was given, by its keys; people by their names. */
export interface MadeDirectory {
  agencies: Record<string, string>;
  services: Record<string, string>;
  bodies: Record<string, string>;
  people: Record<string, { id: string; name: string; email: string }>;
}

/** Writes the partnership with everybody in it. */
export async function makeDirectory(
  records: Records,
  tx: Transaction,
  directory: Directory,
  now: Date,
): Promise<MadeDirectory> {
  const { id, name, zone, closures } = directory.partnership;
  const wrappedKey = records.keyring.issue('partnership', id);
  await tx.partnership.create({
    data: { id, name, zone, wrappedKey, closures: [...closures], createdAt: now },
  });
  const made: MadeDirectory = { agencies: {}, services: {}, bodies: {}, people: {} };
  await makeAgencies(tx, directory, made);
  for (const [key, title] of Object.entries(directory.bodies)) {
    made.bodies[key] = randomUUID();
    await tx.body.create({
      data: { id: made.bodies[key], partnershipId: id, key, name: title },
    });
  }
  await makePeople(records, tx, directory, made);
  return made;
}

async function makeAgencies(
  tx: Transaction,
  { partnership, agencies }: Directory,
  made: MadeDirectory,
): Promise<void> {
  const { id: partnershipId } = partnership;
  for (const { key, name, domain, services = {} } of agencies) {
    const id = randomUUID();
    made.agencies[key] = id;
    await tx.agency.create({ data: { id, partnershipId, key, name, mailDomains: [domain] } });
    for (const [part, title] of Object.entries(services)) {
      const serviceId = randomUUID();
      made.services[part] = serviceId;
      await tx.service.create({
        data: { id: serviceId, partnershipId, agencyId: id, key: part, name: title },
      });
    }
  }
}

async function makePeople(
  records: Records,
  tx: Transaction,
  directory: Directory,
  made: MadeDirectory,
): Promise<void> {
  const { id: partnershipId } = directory.partnership;
  const key = await records.keyring.partnership(tx, partnershipId);
  for (const person of directory.people) {
    const { name, at = '', roles = [] } = person;
    const id = randomUUID();
    const email = addressOf(person, directory);
    made.people[name] = { id, name, email };
    const agencyId = made.agencies[at] ?? null;
    const bodyId = made.bodies[at] ?? null;
    await tx.contact.create({
      data: {
        id,
        partnershipId,
        agencyId,
        nameSealed: seal(key, `Contact.nameSealed/${id}`, name),
        emailSealed: seal(key, `Contact.emailSealed/${id}`, email),
        emailToken: lookupToken(key, 'email', email),
      },
    });
    await tx.roleHolding.createMany({
      data: roles.map((role) => {
        const holding = { id: randomUUID(), partnershipId, contactId: id, role };
        return { ...holding, agencyId, bodyId, fromDate: '2024-01-01' };
      }),
    });
  }
  await keepNameTokens(tx, key, { partnershipId, people: Object.values(made.people) });
}

/** "Siân Llŷr-Davies" at the hospitals: sian.llyr-davies@hospitals.aldermere.example */
export function addressOf(
  { name, at }: DirectoryPerson,
  { agencies, partnership }: Pick<Directory, 'agencies' | 'partnership'>,
): string {
  const domain = agencies.find((agency) => agency.key === at)?.domain ?? partnership.domain;
  const plain = name
    .normalize('NFD')
    .replace(/ł/g, 'l')
    .replace(/[^A-Za-z -]/g, '');
  return `${plain.toLowerCase().replaceAll(' ', '.')}@${domain}`;
}

/** Stores a process as one of a partnership's and returns the id of the version. */
export async function storeProfile(
  tx: Transaction,
  given: { partnershipId: string; name: string; version: number; yaml: string },
  now: Date,
): Promise<string> {
  const id = randomUUID();
  await tx.profileVersion.create({
    data: { id, ...given, hash: sha256(given.yaml), loadedAt: now },
  });
  return id;
}
