import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseChildrenList } from '../../domain/children-list.ts';
import { exclusionReasons } from '../../domain/exclusions.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { formOf } from '../forms.ts';
import {
  type Answers,
  checkChildren,
  checkDates,
  checkFocus,
  checkPeriod,
  newAuditOf,
  type Step,
} from './new-audit-answers.ts';
import { readAsked } from './new-audit-asked.ts';
import type { Open } from './new-audit-pages.ts';

const text = z.string().max(20_000).default('');

export interface Read {
  /** What was typed, to be shown again. */
  typed: Partial<Answers>;
  answers: Partial<Answers>;
  problems: FieldProblem[];
}

/** Reads the form of each question page. */
export const readers: Record<Step, (open: Open, request: FastifyRequest) => Read> = {
  focus(open, request) {
    const offered = stageOfKind(open.setup.profile, 'choose-theme')?.sources ?? [];
    const rationales = Object.fromEntries(offered.map(({ key }) => [`rationale-${key}`, text]));
    const several = z.union([z.string(), z.array(z.string())]).default([]);
    const form = formOf(request, {
      focus: text,
      sources: several,
      kloes: several,
      questions: text,
      overlap: text,
      ...rationales,
    }) as Record<string, string> & { sources: string | string[]; kloes: string | string[] };
    const sources = Object.fromEntries(
      [form.sources].flat().map((key) => [key, form[`rationale-${key}`] ?? '']),
    );
    const kloes = [form.kloes].flat();
    const { focus: what = '', questions = '', overlap = '' } = form;
    const focus = { focus: what, sources, kloes, questions, overlap };
    const { problems } = checkFocus(open.setup.profile, focus);
    return { typed: { focus }, answers: { focus }, problems };
  },
  period(open, request) {
    const fields = { windowFrom: text, windowTo: text, windowReason: text };
    const period = formOf(request, { ...fields, cases: text, casesReason: text });
    const { _csrf, ...answered } = period;
    const { problems } = checkPeriod(open.setup.profile, answered, open.today);
    return { typed: { period: answered }, answers: { period: answered }, problems };
  },
  list(open, request) {
    const { list: file } = formOf(request, { list: z.instanceof(Buffer).optional() });
    if (!file || file.length === 0) {
      const message = `Choose the file with the ${open.setup.profile.words.frame}.`;
      const kept = open.answers.list ? [] : [{ field: 'list', message }];
      return { typed: {}, answers: {}, problems: kept };
    }
    const parsed = parseChildrenList(file, open.setup.list);
    if (!parsed.ok) {
      const byRow = parsed.problems.toSorted((a, b) => (a.row ?? 1e6) - (b.row ?? 1e6));
      const problems = byRow.map(({ message }) => ({ field: 'list', message }));
      return { typed: {}, answers: {}, problems };
    }
    const { rows, droppedColumns: dropped, encoding } = parsed;
    return { typed: {}, answers: { list: { rows, dropped, encoding } }, problems: [] };
  },
  children(open, request) {
    const reasons = [...exclusionReasons.map(({ key }) => key), 'other'];
    const levels = stageOfKind(open.setup.profile, 'draw-sample')?.strata ?? [];
    const form = formOf(request, {
      otherReason: text,
      chosenBy: text,
      allocationWhy: text,
      ...Object.fromEntries(reasons.map((key) => [`excluded-${key}`, text])),
      ...Object.fromEntries(levels.map(({ key }) => [`left-out-${key}`, text])),
    }) as Record<string, string>;
    const filled = (prefix: string, keys: string[]) =>
      Object.fromEntries(
        keys.flatMap((key) => {
          const typed = form[`${prefix}-${key}`] ?? '';
          return typed.trim() === '' ? [] : [[key, typed]];
        }),
      );
    const children = {
      excluded: filled('excluded', reasons),
      otherReason: form.otherReason ?? '',
      chosenBy: form.chosenBy ?? '',
      allocationWhy: form.allocationWhy ?? '',
      leftOut: filled(
        'left-out',
        levels.map(({ key }) => key),
      ),
    };
    const { list, size } = newAuditOf(open.setup, open.answers, open.today);
    const { problems } = checkChildren(open.setup.profile, children, { list, size });
    return { typed: { children }, answers: { children }, problems };
  },
  asked: readAsked,
  dates(open, request) {
    const { profile } = open.setup;
    const keys = profile.dates.map(({ key }) => key);
    const form = formOf(request, {
      ...Object.fromEntries(keys.map((key) => [`date-${key}`, text])),
      ...Object.fromEntries(keys.map((key) => [`degree-${key}`, text])),
    }) as Record<string, string>;
    const dates = Object.fromEntries(
      keys.map((key) => {
        const degree = form[`degree-${key}`] || 'fixed';
        return [key, { degree, date: form[`date-${key}`] ?? '' }];
      }),
    );
    const { problems } = checkDates(profile, dates, open.today);
    return { typed: { dates }, answers: { dates }, problems };
  },
};
