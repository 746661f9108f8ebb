import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { askedProblems } from '../../domain/asked.ts';
import {
  attendanceColumns,
  establishmentColumns,
  parseAttendances,
  parseEstablishments,
} from '../../domain/asked-list.ts';
import { counted } from '../../domain/phrases.ts';
import { subjectOf } from '../../domain/profile.ts';
import { type Subject, subjectWords } from '../../domain/stages/return-subjects.ts';
import type { AuditSetup } from '../../records/audits/audit-drafts.ts';
import { formOf } from '../forms.ts';
import type { AskedAnswers } from './new-audit-answers.ts';
import type { Open } from './new-audit-pages.ts';
import type { Read } from './new-audit-readers.ts';

/** Reads who is asked: the agencies that were ticked, or an uploaded list. */
export function readAsked(open: Open, request: FastifyRequest): Read {
  const { profile } = open.setup;
  const form = formOf(request, {
    agencies: z.union([z.string(), z.array(z.string())]).default([]),
    asked: z.instanceof(Buffer).optional(),
  });
  if (subjectOf(profile) === 'agency') {
    const asked = { agencies: [form.agencies].flat() };
    return { typed: { asked }, answers: { asked }, problems: askedProblems(profile, asked) };
  }
  const { asked: file } = form;
  if (!file || file.length === 0) return withoutFile(open);
  const list = parsedList(open, file);
  if (!list.ok) {
    const problems = list.problems.map(({ message }) => ({ field: 'asked', message }));
    return { typed: {}, answers: {}, problems };
  }
  return { typed: {}, answers: { asked: list.asked }, problems: [] };
}

/** What was uploaded before stays, and a directory that has them all needs no list. */
function withoutFile({ answers, setup }: Open): Read {
  const { profile, directory } = setup;
  const kept = answers.asked ?? {};
  const inDirectory = subjectOf(profile) === 'establishment' && directory.establishments.length > 0;
  const { establishments = [], attendances = [] } = kept;
  if (inDirectory || establishments.length + attendances.length > 0) {
    return { typed: {}, answers: { asked: kept }, problems: [] };
  }
  const { many } = subjectWords(subjectOf(profile), profile.words);
  const message = `Choose the file with the list of ${many}.`;
  return { typed: {}, answers: {}, problems: [{ field: 'asked', message }] };
}

function parsedList(
  { setup, today }: Open,
  file: Buffer,
): { ok: true; asked: AskedAnswers } | { ok: false; problems: { message: string }[] } {
  const { directory, profile } = setup;
  if (subjectOf(profile) === 'establishment') {
    const list = parseEstablishments(file, { agencies: directory.of, words: profile.words });
    return list.ok
      ? { ok: true, asked: { establishments: list.rows, dropped: list.dropped } }
      : list;
  }
  const list = parseAttendances(file, { agencies: directory.agencies }, today);
  return list.ok ? { ok: true, asked: { attendances: list.rows, dropped: list.dropped } } : list;
}

const columnHints: Record<string, string> = {
  name: 'Its name, once in the list',
  contact: 'Who answers for it',
  email: 'Their own email address',
  agency: 'The agency of the directory',
  course: 'What the course was called',
  heldOn: 'The day on which it was held, such as 27 3 2027',
  attendee: 'Who was there',
  attendeeEmail: 'Their own email address',
  manager: 'Who manages them',
  managerEmail: 'The manager’s own email address',
};

/** The columns of the list that this process asks for. */
export function askedColumns({ profile }: AuditSetup): { name: string; hint: string }[] {
  const columns =
    subjectOf(profile) === 'establishment'
      ? establishmentColumns(profile.words)
      : attendanceColumns;
  return Object.entries(columns).map(([key, { name }]) => ({ name, hint: columnHints[key] ?? '' }));
}

const titles: Partial<Record<Subject, string>> = {
  person: 'Which course attendances are asked about?',
};

/** What the page on which it is said who is asked shows. */
export function askedFacts({ setup, draft }: Open, asked: AskedAnswers) {
  const { profile, directory } = setup;
  const subject = subjectOf(profile);
  const { words } = profile;
  const { one, many } = subjectWords(subject, words);
  const without = directory.establishments.filter(({ hasContact }) => !hasContact);
  return {
    title: titles[subject] ?? `Which ${many} are asked?`,
    draft,
    words,
    subject,
    one,
    many,
    agencies: directory.agencies.map(({ key, label }) => {
      return { value: key, text: label, checked: asked.agencies?.includes(key) ?? false };
    }),
    columns: askedColumns(setup),
    inDirectory: directory.establishments.length,
    withoutContact: without.length,
    uploaded: asked.establishments?.length ?? asked.attendances?.length ?? 0,
    dropped: asked.dropped ?? [],
  };
}

/** Who is asked, in one line, for checking before the audit starts. */
export function askedInWords({ profile, directory }: AuditSetup, asked: AskedAnswers): string {
  const subject = subjectOf(profile);
  const { one, many } = subjectWords(subject, profile.words);
  switch (subject) {
    case 'case':
      return '';
    case 'agency': {
      const names = directory.agencies.filter(({ key }) => asked.agencies?.includes(key));
      return names.map(({ label }) => label).join('\n');
    }
    case 'establishment': {
      const listed = asked.establishments?.length ?? 0;
      return listed > 0
        ? `${counted(listed, one, many)}, as uploaded`
        : `${counted(directory.establishments.length, one, many)} of the directory`;
    }
    case 'person':
      return `${counted(asked.attendances?.length ?? 0, one, many)}: each attendee and their manager`;
  }
}
