import { z } from 'zod';
import { type FieldProblem, textProblems } from './field-problem.ts';

/** Whom an agency sends into the audit team (SO-6), as somebody typed it. */
export interface TypedTeam {
  answer: string;
  members: TypedMember[];
  /** Why there is nobody to send. */
  text: string;
}

export interface TypedMember {
  name: string;
  email: string;
  /** "yes" for somebody who is new to auditing. */
  newcomer: string;
}

export interface NamedMember {
  name: string;
  email: string;
  newcomer: boolean;
}

export type TeamNamed =
  | { answer: 'named'; members: NamedMember[]; text: string }
  | { answer: 'nobody'; members: []; text: string };

export const longestTeamText = 2000;
const longestName = 200;

/** The fields of a member are called "name-0", "email-0", …, as they stand on the form. */
export function checkTeam(
  typed: TypedTeam,
  most: number,
): { ok: true; team: TeamNamed } | { ok: false; problems: FieldProblem[] } {
  const text = typed.text.replace(/\r\n?/g, '\n').trim();
  if (typed.answer === 'nobody') {
    const missing = 'Say why there is nobody to name.';
    const problems = textProblems('text', text, { missing, longest: longestTeamText });
    if (problems.length > 0) return { ok: false, problems };
    return { ok: true, team: { answer: 'nobody', members: [], text } };
  }
  if (typed.answer !== 'named') {
    const message = 'Say whom you name, or that there is nobody.';
    return { ok: false, problems: [{ field: 'answer', message }] };
  }
  const rows = typed.members.map(({ name, email, newcomer }, at) => {
    const row = { name: oneLine(name), email: oneLine(email), newcomer: newcomer === 'yes' };
    return { ...row, problems: rowProblems(row, at) };
  });
  const filled = rows.filter(({ name, email }) => name !== '' || email !== '');
  const problems = filled.flatMap((row) => row.problems);
  if (filled.length === 0)
    problems.push({ field: 'name-0', message: 'Enter a name and an address' });
  if (filled.length > most) {
    const message = `An agency names at most ${most}. Leave out the others.`;
    problems.push({ field: `name-${most}`, message });
  }
  const emails = filled.map(({ email }) => email.toLowerCase());
  const again = emails.findIndex((email, at) => emails.indexOf(email) !== at);
  if (again > 0) problems.push({ field: `email-${again}`, message: 'This person is named twice' });
  problems.push(...textProblems('text', text, { longest: longestTeamText }));
  if (problems.length > 0) return { ok: false, problems };
  const members = filled.map(({ name, email, newcomer }) => ({ name, email, newcomer }));
  return { ok: true, team: { answer: 'named', members, text } };
}

function rowProblems({ name, email }: { name: string; email: string }, at: number): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (name === '' || name.length > longestName) {
    const message = name === '' ? 'Enter their name' : 'A name can have at most 200 characters';
    problems.push({ field: `name-${at}`, message });
  }
  if (!z.email().max(254).safeParse(email).success) {
    const message = 'Enter an email address, for example name@agency.example';
    problems.push({ field: `email-${at}`, message });
  }
  return problems;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** What stands for an agency, for people. */
export function teamAnswerWords(answer: string): string {
  switch (answer) {
    case 'named':
      return 'Named';
    case 'nobody':
      return 'Nobody to name';
    case 'silent':
      return 'Named nobody in time';
    default:
      return answer;
  }
}
