import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { FieldProblem } from '../../domain/field-problem.ts';
import type { ChosenColleague, ColleagueRefusal } from '../../records/directory/colleagues.ts';
import { formOf } from '../forms.ts';
import { oneLine } from './involvement-form.ts';

/** What was chosen or typed on a page that asks for a colleague. */
export interface TypedColleague {
  colleague: string;
  name: string;
  email: string;
}

export const nobody: TypedColleague = { colleague: '', name: '', email: '' };

const longestName = 200;

export function readColleague(
  request: FastifyRequest,
):
  | { typed: TypedColleague; chosen: ChosenColleague }
  | { typed: TypedColleague; problems: FieldProblem[] } {
  const text = z.string().optional();
  const colleague = z.union([z.uuid(), z.enum(['other', ''])]).optional();
  const form = formOf(request, { colleague, name: text, email: text });
  const typed = {
    colleague: form.colleague ?? '',
    name: oneLine(form.name),
    email: oneLine(form.email),
  };
  if (typed.colleague !== '' && typed.colleague !== 'other') {
    return { typed, chosen: { contactId: typed.colleague } };
  }
  const problems = problemsOf(typed);
  if (problems.length > 0) return { typed, problems };
  return { typed, chosen: { name: typed.name, email: typed.email } };
}

function problemsOf({ colleague, name, email }: TypedColleague): FieldProblem[] {
  if (colleague === '' && name === '' && email === '') {
    return [{ field: 'colleague', message: 'Choose a colleague, or give a name and address' }];
  }
  const problems: FieldProblem[] = [];
  if (name === '') problems.push({ field: 'name', message: 'Enter your colleague’s name' });
  if (name.length > longestName) {
    problems.push({ field: 'name', message: `A name can have at most ${longestName} characters` });
  }
  if (!z.email().max(254).safeParse(email).success) {
    const message = 'Enter an email address, for example name@agency.example';
    problems.push({ field: 'email', message });
  }
  return problems;
}

/** What to do about a colleague who cannot be taken. */
export function refusedColleague(
  kind: ColleagueRefusal | 'yourself',
  agency: { name: string; mailDomains: string[] },
): FieldProblem {
  const domains = agency.mailDomains.map((domain) => `@${domain}`).join(' or ');
  const messages = {
    yourself: { field: 'colleague', message: 'That is you. Choose somebody else' },
    'unknown-colleague': { field: 'colleague', message: 'Choose one of the colleagues shown' },
    'has-left': {
      field: 'colleague',
      message: `That person has left ${agency.name}. Choose somebody else, or reply to our last email`,
    },
    'other-agency': {
      field: 'email',
      message: `That person belongs to another agency. Choose somebody at ${agency.name}, or reply to our last email`,
    },
    'foreign-address': {
      field: 'email',
      message: `The address must end in ${domains}. For another address, reply to our last email and we will add the person`,
    },
  };
  return messages[kind];
}
