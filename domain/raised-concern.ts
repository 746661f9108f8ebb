import { type FieldProblem, textProblems } from './field-problem.ts';
import { lastInstantAt, readTypedTime } from './typed-time.ts';

export const concernKinds = [
  { key: 'child-at-risk', label: 'A child is at immediate risk' },
  { key: 'adult-at-risk', label: 'An adult is at immediate risk' },
  { key: 'unsafe-practice', label: 'Practice is unsafe' },
] as const;

export type ConcernKind = (typeof concernKinds)[number]['key'];

/** Whom it must not reach: with the last two it goes another way. */
export const concernRoutes = ['usual', 'about-lead', 'about-manager'] as const;
export type ConcernRoute = (typeof concernRoutes)[number];

export const longestConcern = 20_000;

/** A concern as somebody typed it. */
export interface TypedConcern {
  /** The agency's id. */
  agency: string;
  /** "case:<id>", "audit:<id>", or nothing. */
  about: string;
  kind: string;
  text: string;
  route: string;
  /** The id of the reporter's own manager; "other" for somebody who is not on the list. */
  manager: string;
  withhold: string;
  phoned: string;
  phonedTime: string;
  /** Of whom the business unit heard it, where it enters it for them. */
  from: string;
}

/** What there is to choose from, by the values of the form. */
export interface ConcernChoices {
  agencies: readonly string[];
  abouts: readonly string[];
  managers: readonly string[];
}

export interface RaisedConcern {
  agencyId: string;
  caseId: string | null;
  auditId: string | null;
  kind: ConcernKind;
  text: string;
  route: ConcernRoute;
  managerId: string | null;
  withheld: boolean;
  phonedAt: Date | null;
  from: string | null;
}

export type CheckedConcern =
  | { ok: true; concern: RaisedConcern }
  | { ok: false; problems: FieldProblem[] };

/** Reads a concern; every problem says what to do. A time later than now was yesterday's. */
export function checkConcern(
  typed: TypedConcern,
  choices: ConcernChoices,
  given: { now: Date; zone: string },
): CheckedConcern {
  const kind = concernKinds.find(({ key }) => key === typed.kind)?.key;
  const route = concernRoutes.find((each) => each === typed.route);
  const problems: FieldProblem[] = [];
  const say = (field: string, message: string) => problems.push({ field, message });
  if (typed.phoned !== 'yes' && typed.phoned !== 'no')
    say('phoned', 'Say whether you have phoned.');
  const time = typed.phoned === 'yes' ? readTypedTime(typed.phonedTime) : null;
  if (typed.phoned === 'yes' && !time) {
    say('phonedTime', 'Enter the time at which you phoned, such as 18:10 or 6.10pm.');
  }
  if (!kind) say('kind', 'Say what kind of concern it is.');
  if (!choices.agencies.includes(typed.agency)) say('agency', 'Choose the agency it concerns.');
  if (typed.about !== '' && !choices.abouts.includes(typed.about)) {
    say('about', 'Choose a child or an audit from the list, or none.');
  }
  const missing = 'Say what the concern is. A few words are enough to begin with.';
  problems.push(...textProblems('text', typed.text, { missing, longest: longestConcern }));
  if (!route) say('route', 'Say whether it is about one of the people who would be told.');
  const knownManager = typed.manager === 'other' || choices.managers.includes(typed.manager);
  if (route === 'about-manager' && !knownManager) {
    say('manager', 'Choose your manager, or that they are not on the list.');
  }
  problems.push(...textProblems('from', typed.from, { longest: 200 }));
  if (!kind || !route || problems.length > 0) return { ok: false, problems };
  const [what, id = null] = typed.about.split(':');
  return {
    ok: true,
    concern: {
      agencyId: typed.agency,
      caseId: what === 'case' ? id : null,
      auditId: what === 'audit' ? id : null,
      kind,
      text: typed.text.trim(),
      route,
      managerId: route === 'about-manager' && typed.manager !== 'other' ? typed.manager : null,
      withheld: typed.withhold === 'yes',
      phonedAt: time ? lastInstantAt(time, given.now, given.zone) : null,
      from: typed.from.trim() || null,
    },
  };
}
