import { parse } from 'yaml';
import { type Profile, profileSchema } from '../domain/profile.ts';
import { rulesOf } from '../domain/stage-kinds.ts';
import { disseminateStages } from '../domain/stages/disseminate.ts';
import {
  type Directory,
  type DirectoryAgency,
  type DirectoryPerson,
  makeDirectory,
  storeProfile,
} from '../local/directory.ts';
import {
  bodies,
  closuresAround,
  agencies as exampleAgencies,
  people as examplePeople,
  partnership,
} from '../local/example-directory.ts';
import { type Records, transaction } from '../records/store/transaction.ts';

/** An invented partnership that a process can run in. */
export interface InventedPartnership {
  id: string;
  profile: Profile;
  profileVersionId: string;
  officer: string;
  /** Keys of the agencies, in the directory's order. */
  agencies: string[];
  /** Ids by key. */
  agencyIds: Record<string, string>;
  people: Record<string, InventedPerson>;
}

export interface InventedPerson {
  id: string;
  name: string;
  email: string;
  /** Key of an agency or group; null for the business unit. */
  at: string | null;
  roles: readonly string[];
}

export interface PartnershipWanted {
  /** The process, as its file says it. */
  yaml: string;
  /** The partnership's slug, where there are several. */
  id?: string | undefined;
  /** The agencies by their keys, or how many. */
  agencies?: string[] | number | undefined;
  /** Keys of agencies of which nobody is in the directory. */
  absent?: string[] | undefined;
}

/** Makes a partnership with the agencies, groups and people that the process asks for. */
export async function inventPartnership(
  records: Records,
  wanted: PartnershipWanted,
  now: Date,
): Promise<InventedPartnership> {
  const profile = profileSchema.parse(parse(wanted.yaml));
  const directory = directoryFor(profile, wanted, now);
  const { id } = directory.partnership;
  return transaction(records, async (tx) => {
    const made = await makeDirectory(records, tx, directory, now);
    const { profile: name, version } = profile;
    const stored = { partnershipId: id, name, version, yaml: wanted.yaml };
    const people = directory.people.flatMap((person) => {
      const known = made.people[person.name];
      return known
        ? [[person.name, { ...known, at: person.at ?? null, roles: person.roles ?? [] }] as const]
        : [];
    });
    const officer = directory.people.find(({ roles }) => roles?.includes('officer'));
    return {
      id,
      profile,
      profileVersionId: await storeProfile(tx, stored, now),
      officer: made.people[officer?.name ?? '']?.id ?? '',
      agencies: directory.agencies.map(({ key }) => key),
      agencyIds: made.agencies,
      people: Object.fromEntries(people),
    };
  });
}

function directoryFor(profile: Profile, wanted: PartnershipWanted, now: Date): Directory {
  const agencies = agenciesFor(wanted.agencies);
  const groups = { ...bodies, ...missingBodies(profile) };
  const absent = wanted.absent ?? [];
  const places = [...agencies.map(({ key }) => key), ...Object.keys(groups)];
  const here = examplePeople.filter(({ at }) => !at || places.includes(at));
  const led = new Set(here.map(({ at }) => at));
  const added = [
    ...places.filter((key) => !led.has(key)).map((key) => leading(key, key in groups)),
    ...(collates(profile) ? collators : []),
  ];
  return {
    partnership: {
      ...partnership,
      ...(wanted.id ? { id: wanted.id } : {}),
      closures: closuresAround(now),
    },
    agencies,
    bodies: groups,
    people: [...here, ...added].filter(({ at }) => !at || !absent.includes(at)),
  };
}

function agenciesFor(wanted: string[] | number | undefined): DirectoryAgency[] {
  if (wanted === undefined) return exampleAgencies;
  if (typeof wanted !== 'number') {
    return wanted.map((key) => exampleAgencies.find((each) => each.key === key) ?? another(key));
  }
  return Array.from(
    { length: wanted },
    (_, position) => exampleAgencies[position] ?? another(`agency-${position + 1}`),
  );
}

function another(key: string): DirectoryAgency {
  return { key, name: titled(key), domain: `${key}.aldermere.example` };
}

/** Groups that the process names and the example partnership does not have. */
function missingBodies(profile: Profile): Record<string, string> {
  const named = profile.stages
    .flatMap((stage) => rulesOf(stage).bodies?.(stage) ?? [])
    .map(({ key }) => key)
    .concat(profile.agencyAudits?.body ?? [], profile.overseenBy ?? []);
  return Object.fromEntries(
    named.filter((key) => !Object.hasOwn(bodies, key)).map((key) => [key, titled(key)]),
  );
}

/** Somebody for a place in which nobody of the example works. */
function leading(at: string, isBody: boolean): DirectoryPerson {
  const roles = isBody ? ['chair', 'member'] : ['safeguarding-lead'];
  return { name: `Robin ${titled(at)}`, at, roles };
}

/** Whether somebody collates what was sent and feeds back for all. */
function collates(profile: Profile): boolean {
  return disseminateStages(profile)
    .flatMap(({ passOn }) => passOn)
    .some(({ by }) => by === 'collators');
}

const collators: DirectoryPerson[] = [
  { name: 'Moira Pask', roles: ['collator'] },
  { name: 'Leon Abara', roles: ['collator'] },
];

/** "qa-sub-committee": "Qa Sub Committee" */
function titled(key: string): string {
  return key
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}
