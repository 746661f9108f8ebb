import type { DirectoryAgency, DirectoryPerson } from './directory.ts';

/** The invented partnership that `npm start` begins with. Nobody and nothing in it is real. */

export const partnership = {
  id: 'aldermere',
  name: 'Aldermere Safeguarding Children Partnership',
  zone: 'Europe/London',
  domain: 'partnership.aldermere.example',
  /** Month and day of each year on which the offices are closed besides bank holidays. */
  closures: ['12-29', '12-30', '12-31'],
};

export const agencies: DirectoryAgency[] = [
  { key: 'police', name: 'Aldermere Police', domain: 'police.aldermere.example' },
  {
    key: 'social-care',
    name: "Aldermere Children's Social Care",
    domain: 'council.aldermere.example',
  },
  {
    key: 'hospitals',
    name: 'Mere Valley Hospitals Trust',
    domain: 'hospitals.aldermere.example',
    services: { midwifery: 'Midwifery', 'health-visiting': 'Health visiting' },
  },
  {
    key: 'mental-health',
    name: 'Aldermere Mental Health Trust',
    domain: 'mentalhealth.aldermere.example',
  },
  {
    key: 'schools',
    name: 'Aldermere Schools',
    domain: 'schools.aldermere.example',
    services: { 'hollin-primary': 'Hollin Primary School', 'marsh-lane': 'Marsh Lane Academy' },
  },
  { key: 'probation', name: 'Probation Service', domain: 'probation.aldermere.example' },
  { key: 'housing', name: 'Mereside Homes', domain: 'homes.aldermere.example' },
  { key: 'early-help', name: 'Aldermere Early Help', domain: 'council.aldermere.example' },
];

export const bodies = {
  seg: 'Scrutiny and Effectiveness Group',
  'qa-sub-committee': 'Quality Assurance Sub-committee',
  'audit-group': 'Audit Group',
  executive: 'Executive',
};

export const people: DirectoryPerson[] = [
  { name: 'Nadia Hussain', roles: ['officer', 'editor'] },
  { name: 'Owen Fairley', roles: ['officer-deputy', 'editor'] },
  { name: 'Judith Penn', roles: ['manager', 'editor'] },
  { name: 'Ruth Amadi', roles: ['reader'] },
  { name: 'Tariq Bell', roles: ['operator'] },
  { name: 'Priya Nair', at: 'police', roles: ['safeguarding-lead'] },
  { name: 'Tom Ashworth', at: 'police', roles: ['deputy'] },
  { name: 'Dean Whitlock', at: 'police' },
  { name: 'Rosa Delgado', at: 'social-care', roles: ['safeguarding-lead'] },
  { name: 'Kwame Boateng', at: 'social-care', roles: ['deputy'] },
  { name: 'Siân Llŷr-Davies', at: 'hospitals', roles: ['safeguarding-lead'] },
  { name: "Mary O'Brien", at: 'hospitals', roles: ['deputy'] },
  { name: 'Imran Sheikh', at: 'mental-health', roles: ['safeguarding-lead'] },
  { name: 'Beth Kaplan', at: 'mental-health', roles: ['deputy'] },
  { name: 'Grace Okafor', at: 'schools', roles: ['safeguarding-lead'] },
  { name: 'Ben Tully', at: 'schools', roles: ['deputy'] },
  { name: 'Lesley Crane', at: 'probation', roles: ['safeguarding-lead'] },
  { name: 'Marek Zieliński', at: 'housing', roles: ['safeguarding-lead'] },
  { name: 'Helen Marsden', at: 'early-help', roles: ['safeguarding-lead'] },
  { name: 'Graham Sutcliffe', at: 'seg', roles: ['chair', 'member'] },
  { name: 'Yasmin Farouk', at: 'seg', roles: ['member'] },
  { name: 'Deborah Lyle', at: 'qa-sub-committee', roles: ['chair', 'member'] },
  { name: 'Peter Lindqvist', at: 'audit-group', roles: ['chair', 'member'] },
  { name: 'Caroline Best', at: 'executive', roles: ['chair', 'member'] },
];

/** The closures of some years around a day. */
export function closuresAround(now: Date): string[] {
  const years = Array.from({ length: 6 }, (_, ahead) => now.getUTCFullYear() - 1 + ahead);
  return years.flatMap((year) => partnership.closures.map((day) => `${year}-${day}`));
}
