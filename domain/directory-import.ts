import { formatDate } from './calendar.ts';
import type { DirectoryLine, LineProblem } from './directory-csv.ts';
import { type DirectoryRole, directoryRoles, type PlaceKind } from './directory-roles.ts';
import { emailProblem } from './email-address.ts';
import { fold } from './folded-text.ts';
import { readTypedDate } from './typed-date.ts';

/** The directory as it stands when a list is read. */
export interface DirectorySnapshot {
  agencies: { key: string; name: string; mailDomains: string[] }[];
  groups: { key: string; name: string }[];
  people: { id: string; name: string; email: string; agency: string | null; left: boolean }[];
  holdings: {
    id: string;
    person: string;
    role: string;
    at: PlaceKind;
    /** Of an agency or a group. */
    key: string;
    from: string;
    to: string | null;
  }[];
  today: string;
}

/** Somebody known, or somebody whom the list adds, by their address. */
export type PersonRef = { id: string } | { email: string };

export type DirectoryChange =
  | { kind: 'add-agency'; name: string; mailDomains: string[] }
  | { kind: 'add-group'; name: string }
  | { kind: 'change-domains'; key: string; mailDomains: string[] }
  | { kind: 'add-person'; name: string; email: string; agency: string | null }
  | { kind: 'change-person'; id: string; name: string; email: string }
  | {
      kind: 'begin-role';
      person: PersonRef;
      role: string;
      at: PlaceKind;
      /** The name of the agency or group. */
      place: string;
      from: string;
      to: string | null;
      why: string;
    }
  | { kind: 'end-role'; holding: string; to: string; why: string };

export interface PlannedChange {
  line: number;
  /** Under which heading it is shown. */
  shown: 'added' | 'changed' | 'ended';
  text: string;
  change: DirectoryChange;
}

export interface DirectoryPlan {
  changes: PlannedChange[];
  problems: LineProblem[];
  /** Lines that say what the directory says. */
  same: number;
}

/** In sentences: an export says so, and a role that is given here is of the business unit. */
export const businessUnit = 'Business unit';

/** What a list would change. Who is not in it stays as they are: nothing ends by being left out. */
export function planDirectory(
  lines: readonly DirectoryLine[],
  snapshot: DirectorySnapshot,
): DirectoryPlan {
  const state: State = {
    snapshot,
    agencies: snapshot.agencies.map((each) => ({ ...each, fresh: false })),
    groups: snapshot.groups.map((each) => ({ ...each, fresh: false })),
    people: snapshot.people.map((each) => ({ ...each, ref: { id: each.id }, line: 0 })),
    plan: { changes: [], problems: [], same: 0 },
  };
  const ofPlaces = lines.filter(isOfPlace);
  for (const line of ofPlaces) planPlace(state, line);
  for (const line of lines.filter((each) => !isOfPlace(each))) planPerson(state, line);
  checkSingles(state);
  state.plan.changes.sort((a, b) => a.line - b.line);
  state.plan.problems.sort((a, b) => a.line - b.line);
  return state.plan;
}

interface State {
  snapshot: DirectorySnapshot;
  agencies: { key: string; name: string; mailDomains: string[]; fresh: boolean }[];
  groups: { key: string; name: string; fresh: boolean }[];
  people: {
    ref: PersonRef;
    name: string;
    email: string;
    agency: string | null;
    left: boolean;
    /** Where the list named them first. */
    line: number;
  }[];
  plan: DirectoryPlan;
}

type Person = State['people'][number];

function isOfPlace({ cells }: DirectoryLine): boolean {
  return cells.Name === '' && cells.Email === '' && cells.Person === '';
}

const mailDomain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;

function planPlace(state: State, { line, cells }: DirectoryLine): void {
  const { plan } = state;
  const problem = (message: string) => plan.problems.push({ line, message });
  const { Agency: agency, Group: group, Role: role } = cells;
  if (role !== '') {
    problem('The line gives a role to nobody. Fill in Name and Email.');
    return;
  }
  if ((agency === '') === (group === '')) {
    problem('Fill in Agency or Group, one of the two, or Name and Email of a person.');
    return;
  }
  if (group !== '') {
    const known = isOffice(group) || state.groups.some((each) => names(each, group));
    if (known) plan.same += 1;
    else {
      state.groups.push({ key: '', name: group, fresh: true });
      const change = { kind: 'add-group' as const, name: group };
      plan.changes.push({ line, shown: 'added', text: `Group ${group}`, change });
    }
    return;
  }
  const mailDomains = cells['Mail domains']
    .split(/[\s,;]+/)
    .map((each) => each.replace(/^.*@/, '').toLowerCase())
    .filter((each) => each !== '');
  const wrong = mailDomains.find((each) => !mailDomain.test(each));
  if (wrong) {
    problem(
      `“${wrong}” is no mail domain. Write what stands behind the @, such as police.example.`,
    );
    return;
  }
  const known = state.agencies.find((each) => names(each, agency));
  if (!known) {
    state.agencies.push({ key: '', name: agency, mailDomains, fresh: true });
    const change = { kind: 'add-agency' as const, name: agency, mailDomains };
    plan.changes.push({ line, shown: 'added', text: `Agency ${agency}`, change });
  } else if (mailDomains.length === 0 || sameSet(mailDomains, known.mailDomains)) plan.same += 1;
  else {
    const change = { kind: 'change-domains' as const, key: known.key, mailDomains };
    const text = `${known.name}: mail domains ${known.mailDomains.join(', ') || 'none'} become ${mailDomains.join(', ')}`;
    plan.changes.push({ line, shown: 'changed', text, change });
    known.mailDomains = mailDomains;
  }
}

function planPerson(state: State, row: DirectoryLine): void {
  const before = state.plan.changes.length + state.plan.problems.length;
  const person = personOf(state, row);
  if (person && row.cells.Role !== '') planRole(state, row, person);
  if (person && row.cells.Role === '' && row.cells.Group !== '') {
    const message = 'The line names a group and no role. Fill in Role: Chair or Member.';
    state.plan.problems.push({ line: row.line, message });
  }
  if (state.plan.changes.length + state.plan.problems.length === before) state.plan.same += 1;
}

/** Whom a line is about, with what it changes of them; null where that cannot be said. */
function personOf(state: State, { line, cells }: DirectoryLine): Person | null {
  const { plan, people } = state;
  const problem = (message: string) => {
    plan.problems.push({ line, message });
    return null;
  };
  const { Person: id, Email: email, Name: name } = cells;
  const wrong = email === '' && id !== '' ? null : emailProblem(email);
  if (wrong) return problem(`${wrong.replace(/\.$/, '')} in the column Email.`);
  if (name.length > 120) return problem('The name is longer than any name can be. Shorten it.');
  const byAddress = people.find((each) => email !== '' && sameText(each.email, email));
  const known = id === '' ? byAddress : people.find(({ ref }) => 'id' in ref && ref.id === id);
  if (id !== '' && !known) {
    return problem('Nobody has this entry in the column Person. Leave it empty for somebody new.');
  }
  if (known?.left) {
    return problem(`${known.name} has left. Use the page of their agency to take them back.`);
  }
  const stays = known !== undefined && sameText(known.agency ?? '', cells.Agency);
  const agency =
    cells.Agency === '' || stays ? null : state.agencies.find((each) => names(each, cells.Agency));
  if (agency === undefined) {
    return problem(
      `There is no agency “${cells.Agency}”. Mend the spelling, or add a line with only its name in the column Agency.`,
    );
  }
  if (!known) {
    if (name === '') return problem('Fill in the Name of this person.');
    const person = { name, email, agency: agency?.name ?? null };
    people.push({ ...person, ref: { email }, left: false, line });
    const change = { kind: 'add-person' as const, ...person };
    const text = `${name} (${email})${agency ? `, ${agency.name}` : ''}`;
    plan.changes.push({ line, shown: 'added', text, change });
    return people.at(-1) ?? null;
  }
  if (agency && known.agency !== agency.name) {
    return problem(
      `${known.name} is at ${known.agency ?? 'no agency'}, not at ${agency.name}. Somebody who changes agency leaves the one and is added to the other with another address.`,
    );
  }
  return changePerson(state, { line, known, name, email }) ? known : null;
}

function changePerson(
  { plan, people }: State,
  given: { line: number; known: Person; name: string; email: string },
): boolean {
  const { line, known, name, email } = given;
  const other = {
    name: name === '' || name === known.name ? null : name,
    email: email === '' || sameText(email, known.email) ? null : email,
  };
  if (other.name === null && other.email === null) {
    known.line = known.line || line;
    return true;
  }
  if (known.line > 0) {
    const message = `Line ${known.line} calls this person ${known.name} (${known.email}). Write the same in both.`;
    plan.problems.push({ line, message });
    return false;
  }
  const holder = other.email && people.find((each) => sameText(each.email, email));
  if (holder) {
    const message = `${holder.name} has the address ${email} already. Use another one.`;
    plan.problems.push({ line, message });
    return false;
  }
  if (!('id' in known.ref)) return true;
  const changed = { name: other.name ?? known.name, email: other.email ?? known.email };
  const text = [
    ...(other.name ? [`${known.name} is called ${changed.name}`] : []),
    ...(other.email ? [`${changed.name}: ${known.email} becomes ${changed.email}`] : []),
  ].join('; ');
  const change = { kind: 'change-person' as const, id: known.ref.id, ...changed };
  plan.changes.push({ line, shown: 'changed', text, change });
  Object.assign(known, changed, { line });
  return true;
}

function planRole(state: State, { line, cells }: DirectoryLine, person: Person): void {
  const { plan, snapshot } = state;
  const problem = (message: string) => plan.problems.push({ line, message });
  const at: PlaceKind = cells.Group === '' ? 'agency' : isOffice(cells.Group) ? 'office' : 'body';
  const known = roleIn(at, cells.Role);
  if (!known) {
    const able = directoryRoles.filter((each) => each.at === at).map(({ label }) => label);
    problem(`There is no role “${cells.Role}” here. Write one of: ${able.join(', ')}.`);
    return;
  }
  const place = placeOf(state, { at, person, group: cells.Group });
  if (typeof place === 'string') {
    problem(place);
    return;
  }
  const from = cells.From === '' ? snapshot.today : readTypedDate(cells.From);
  const to = cells.To === '' ? null : readTypedDate(cells.To);
  if (from === null || (to === null && cells.To !== '')) {
    problem('Write From and To as days, such as 1/4/2027 or 2027-04-01.');
    return;
  }
  if (to !== null && to < from) {
    problem('To is before From. Mend one of the two.');
    return;
  }
  const { ref } = person;
  const own = snapshot.holdings.filter(
    (each) =>
      'id' in ref &&
      each.person === ref.id &&
      each.role === known.role &&
      each.at === at &&
      each.key === place.key,
  );
  if (own.some((each) => each.from === from && each.to === to)) return;
  if (at === 'office') {
    problem('Roles in the business unit are given and ended on its own page, not by a list.');
    return;
  }
  const why = cells.Why;
  const of = `${person.name}, ${known.label}, ${place.name}`;
  const running = own.find(
    (each) =>
      (each.to === null || each.to >= snapshot.today) && (cells.From === '' || each.from === from),
  );
  if (running && to === running.to) return;
  if (running && to !== null) {
    const change = { kind: 'end-role' as const, holding: running.id, to, why };
    plan.changes.push({ line, shown: 'ended', text: `${of}: until ${formatDate(to)}`, change });
    return;
  }
  const overlaps = own.find((each) => (each.to ?? '9999') >= from && (to ?? '9999') >= each.from);
  if (overlaps) {
    problem(
      `${person.name} has this role from ${formatDate(overlaps.from)}${overlaps.to ? ` to ${formatDate(overlaps.to)}` : ''}. What has begun keeps its first day: write that in From, or end it first.`,
    );
    return;
  }
  const begun = { role: known.role, at, place: place.name, from, to, why };
  const change = { kind: 'begin-role' as const, person: ref, ...begun };
  const until = to ? ` until ${formatDate(to)}` : '';
  const text = `${of}: from ${formatDate(from)}${until}`;
  plan.changes.push({ line, shown: 'added', text, change });
}

function placeOf(
  state: State,
  { at, person, group }: { at: PlaceKind; person: Person; group: string },
): { key: string; name: string } | string {
  if (at === 'office') return { key: '', name: businessUnit };
  if (at === 'body') {
    const found = state.groups.find((each) => names(each, group));
    return (
      found ??
      `There is no group “${group}”. Mend the spelling, or add a line with only its name in the column Group.`
    );
  }
  const agency = state.agencies.find(({ name }) => name === person.agency);
  return agency ?? `${person.name} is at no agency. Fill in Group for a role in a group.`;
}

/** Of a role that one person has at a time nobody is given a second holder unawares. */
function checkSingles({ snapshot, plan, people }: State): void {
  const ended = new Map(
    plan.changes.flatMap(({ change }) =>
      change.kind === 'end-role' ? [[change.holding, change.to] as const] : [],
    ),
  );
  for (const { line, change } of plan.changes) {
    if (change.kind !== 'begin-role') continue;
    const single = directoryRoles.some(
      ({ role, at, single: one }) => one && role === change.role && at === change.at,
    );
    if (!single || (change.to !== null && change.to < snapshot.today)) continue;
    const places = change.at === 'agency' ? snapshot.agencies : snapshot.groups;
    const key = places.find(({ name }) => name === change.place)?.key;
    const other = snapshot.holdings.find(
      (each) =>
        each.role === change.role &&
        each.at === change.at &&
        each.key === key &&
        (ended.get(each.id) ?? each.to ?? '9999') >= change.from &&
        !people.some(({ ref, left }) => left && 'id' in ref && ref.id === each.person),
    );
    if (!other) continue;
    const holder = people.find(({ ref }) => 'id' in ref && ref.id === other.person);
    const message = `${holder?.name} has this role. Fill in To in their line, before ${formatDate(change.from)}.`;
    plan.problems.push({ line, message });
  }
  const refused = new Set(plan.problems.map(({ line }) => line));
  plan.changes = plan.changes.filter(({ line }) => !refused.has(line));
}

function roleIn(at: PlaceKind, typed: string): DirectoryRole | undefined {
  return directoryRoles.find(
    (each) => each.at === at && (sameText(each.label, typed) || each.role === typed.toLowerCase()),
  );
}

function isOffice(group: string): boolean {
  return sameText(group, businessUnit);
}

function names(each: { key: string; name: string }, typed: string): boolean {
  return sameText(each.name, typed) || (each.key !== '' && each.key === typed.toLowerCase());
}

function sameText(a: string, b: string): boolean {
  return fold(a.trim()).folded === fold(b.trim()).folded;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return [...new Set(a)].sort().join() === [...new Set(b)].sort().join();
}
