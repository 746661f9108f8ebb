import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type Directory, makeDirectory, storeProfile as store } from '../../local/directory.ts';
import { type Records, type Transaction, transaction } from '../../records/store/transaction.ts';

/** Key → name, mail domain, services. */
const agencies = {
  police: { name: 'Aldermere Police', domain: 'police.example', services: {} },
  'social-care': {
    name: "Aldermere Children's Social Care",
    domain: 'council.example',
    services: {},
  },
  'early-help': { name: 'Aldermere Early Help', domain: 'council.example', services: {} },
  'community-health': {
    name: 'Aldermere Community Health Trust',
    domain: 'health.example',
    services: { midwifery: 'Midwifery', 'health-visiting': 'Health visiting' },
  },
  hospital: { name: 'Mere Valley Hospital', domain: 'hospital.example', services: {} },
  education: {
    name: 'Aldermere Schools',
    domain: 'schools.example',
    services: { 'hollin-primary': 'Hollin Primary', 'marsh-lane': 'Marsh Lane Secondary' },
  },
  probation: { name: 'Probation Service', domain: 'probation.example', services: {} },
  housing: { name: 'Mereside Homes', domain: 'housing.example', services: {} },
} as const;

type AgencyKey = keyof typeof agencies;

const bodies = {
  seg: 'Strategic Executive Group',
  'audit-group': 'Audit Group',
  board: 'Safeguarding Board',
} as const;

/** Readable key → name, where they work, roles held. Agencies' roles are for their own agency. */
const people = {
  priya: { name: 'Priya Nair', at: 'police', roles: ['safeguarding-lead'] },
  tom: { name: 'Tom Ashworth', at: 'police', roles: ['deputy'] },
  dean: { name: 'Dean Whitlock', at: 'police', roles: [] },
  rosa: { name: 'Rosa Delgado', at: 'social-care', roles: ['safeguarding-lead'] },
  kwame: { name: 'Kwame Boateng', at: 'social-care', roles: ['deputy'] },
  helen: { name: 'Helen Marsden', at: 'early-help', roles: ['safeguarding-lead'] },
  sian: { name: 'Siân Llŷr-Davies', at: 'community-health', roles: ['safeguarding-lead'] },
  mary: { name: "Mary O'Brien", at: 'community-health', roles: ['deputy'] },
  imran: { name: 'Imran Sheikh', at: 'community-health', roles: [] },
  anil: { name: 'Anil Kapoor', at: 'hospital', roles: ['safeguarding-lead'] },
  grace: { name: 'Grace Okafor', at: 'education', roles: ['safeguarding-lead'] },
  ben: { name: 'Ben Tully', at: 'education', roles: ['deputy'] },
  lesley: { name: 'Lesley Crane', at: 'probation', roles: ['safeguarding-lead'] },
  marek: { name: 'Marek Zielinski', at: 'housing', roles: ['safeguarding-lead'] },
  nadia: { name: 'Nadia Hussain', at: 'office', roles: ['officer', 'editor'] },
  owen: { name: 'Owen Fairley', at: 'office', roles: ['officer-deputy', 'editor'] },
  judith: { name: 'Judith Penn', at: 'office', roles: ['manager', 'editor'] },
  ruth: { name: 'Ruth Amadi', at: 'office', roles: ['reader'] },
  graham: { name: 'Graham Sutcliffe', at: 'seg', roles: ['chair'] },
  yasmin: { name: 'Yasmin Farouk', at: 'seg', roles: ['member'] },
  peter: { name: 'Peter Lindqvist', at: 'audit-group', roles: ['chair'] },
} as const satisfies Record<string, Placement>;

interface Placement {
  name: string;
  at: AgencyKey | keyof typeof bodies | 'office';
  roles: readonly string[];
}

type PersonKey = keyof typeof people;

type ServiceKey = {
  [A in AgencyKey]: keyof (typeof agencies)[A]['services'];
}[AgencyKey];

export interface ExamplePerson {
  id: string;
  name: string;
  email: string;
}

/** The example partnership's ids by readable keys: `place.agencies.police`, `place.people.priya.id`. */
export interface Aldermere {
  id: string;
  name: string;
  agencies: Record<AgencyKey, string>;
  services: Record<ServiceKey, string>;
  bodies: Record<keyof typeof bodies, string>;
  people: Record<PersonKey, ExamplePerson>;
  profileVersionId: string;
}

/**
 * Makes the example partnership with its directory and the deep dive profile. With another slug it
 * makes a second partnership with the same people, whose rows must stay invisible to the first.
 */
export async function aldermere(
  records: Records,
  now: Date,
  slug = 'aldermere',
): Promise<Aldermere> {
  return transaction(records, async (tx) => {
    const name = 'Aldermere Safeguarding Children Partnership';
    const made = await makeDirectory(records, tx, directoryOf(slug, name), now);
    return {
      id: slug,
      name,
      agencies: made.agencies as Aldermere['agencies'],
      services: made.services as Aldermere['services'],
      bodies: made.bodies as Aldermere['bodies'],
      people: Object.fromEntries(
        Object.entries(people).map(([short, { name: full }]) => [short, made.people[full]]),
      ) as Aldermere['people'],
      profileVersionId: await loadProfile(tx, slug, 'wscp-deep-dive', now),
    };
  });
}

function directoryOf(slug: string, name: string): Directory {
  const partnership = { id: slug, name, zone: 'Europe/London', domain: 'partnership.example' };
  return {
    partnership: { ...partnership, closures: [] },
    agencies: Object.entries(agencies).map(([key, agency]) => ({ key, ...agency })),
    bodies,
    people: Object.values<Placement>(people),
  };
}

/** Stores a file of `profiles/` as a partnership's profile and returns the version's id. */
export async function loadProfile(
  tx: Transaction,
  partnershipId: string,
  file: string,
  now: Date,
): Promise<string> {
  const url = new URL(`../../profiles/${file}.yaml`, import.meta.url);
  return storeProfile(tx, partnershipId, readFileSync(url, 'utf8'), now);
}

/** The same from its text. */
export async function storeProfile(
  tx: Transaction,
  partnershipId: string,
  yaml: string,
  now: Date,
): Promise<string> {
  const { profile: name, version } = parse(yaml) as { profile: string; version: number };
  return store(tx, { partnershipId, name, version, yaml }, now);
}
