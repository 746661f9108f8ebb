import type { FastifyReply, FastifyRequest } from 'fastify';
import { remarkAnswer } from '../../domain/remarks.ts';
import { besideSaved } from '../../domain/saved-meanwhile.ts';
import { saveReturnOnBehalf } from '../../records/asks/on-behalf.ts';
import {
  dropForm,
  type FormPlace,
  keepForm,
  keptForm,
} from '../../records/audits/unfinished-forms.ts';
import { namesOf } from '../../records/directory/people-names.ts';
import type { DraftSaved } from '../../records/returns/return-drafts.ts';
import type { OfficeReturnView, ReturnView } from '../../records/returns/return-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { staffIn } from '../access.ts';
import { type KeptEntry, openAnswers, openSections, type Shown, shownFor } from './return-form.ts';

type Stale = Extract<DraftSaved, { kind: 'stale' }>['theirs'];

/** The form as it stands: the answers as they are saved, and what this person had typed besides. */
export async function entryShown(
  records: Records,
  request: FastifyRequest,
  view: OfficeReturnView,
): Promise<Shown> {
  const kept = await keptForm<KeptEntry>(records, placeOf(request, view));
  return { ...shownFor(view), ...kept };
}

/**
 * Saves all that stands in the form, whichever button was pressed. `lost` where none of it can be
 * saved any more; `shown` has what a person has to look at before it can be.
 */
export async function keepEntry(
  records: Records,
  request: FastifyRequest,
  { view, shown }: { view: OfficeReturnView; shown: Shown },
): Promise<{ shown: Shown; lost: boolean }> {
  const { received, independent, reason, serves } = shown;
  const entry: KeptEntry = { received, independent, reason, ...(serves ? { serves } : {}) };
  await keepForm(records, placeOf(request, view), entry, request.now);
  const first = await save(records, request, view, shown);
  const { partnershipId } = staffIn(request);
  const merged = await merge(records, { partnershipId, shown }, first);
  const clear = staleIn(first).filter(([section]) => !conflictsIn(merged, section));
  const again = Object.fromEntries(
    clear.map(([section]) => [section, merged.answers[section] ?? {}]),
  );
  const second =
    clear.length > 0 ? await save(records, request, view, { ...merged, answers: again }) : {};
  const saved = { ...first, ...second };
  const shut = Object.values(saved).filter(({ kind }) => !mendable.includes(kind));
  const problems = [...merged.problems, ...tooLong(view, saved)];
  return { shown: { ...merged, problems }, lost: shut.length > 0 };
}

const mendable: DraftSaved['kind'][] = ['saved', 'stale', 'too-long'];

export async function entryDone(
  records: Records,
  request: FastifyRequest,
  view: OfficeReturnView,
): Promise<void> {
  await dropForm(records, placeOf(request, view));
}

/** It can no longer be saved: what was typed is shown once more, to be copied. */
export async function lostEntry(
  request: FastifyRequest,
  reply: FastifyReply,
  given: { view: ReturnView; shown: Shown; path: string },
): Promise<FastifyReply> {
  const { view, shown, path } = given;
  const answers = Object.values(openAnswers(view, shown.answers)).flatMap(Object.values);
  const { from = '' } = shown.received ?? {};
  const typed = [...answers, ...Object.values(shown.remarkAnswers), from, shown.reason];
  return reply.status(409).page('message.njk', {
    title: 'This could not be saved',
    partnershipName: staffIn(request).partnershipName,
    paragraphs: [
      'It has been sent, sent back, sealed or closed since you opened the page, so nothing more can be entered as it stood.',
    ],
    next: { href: path, text: 'Look at it as it stands now' },
    typed: typed.filter((text) => text.trim() !== ''),
  });
}

function placeOf(request: FastifyRequest, view: OfficeReturnView): FormPlace {
  const { partnershipId, contactId } = staffIn(request);
  const form = `return/${view.id}/${view.submitted?.version ?? 0}`;
  return { partnershipId, auditId: view.auditId, contactId, form };
}

function save(records: Records, request: FastifyRequest, view: ReturnView, shown: Shown) {
  const { partnershipId, contactId } = staffIn(request);
  const { answers: all, remarkAnswers, seen } = shown;
  const open = Object.entries(openAnswers(view, all)).filter(([section]) => all[section]);
  const answers = Object.fromEntries(open);
  const input = { partnershipId, returnId: view.id, answers, remarkAnswers, seen };
  return saveReturnOnBehalf(records, input, contactId, request.now);
}

function staleIn(saved: Record<string, DraftSaved>): [string, Stale][] {
  return Object.entries(saved).flatMap(([section, each]): [string, Stale][] =>
    each.kind === 'stale' ? [[section, each.theirs]] : [],
  );
}

function conflictsIn(shown: Shown, section: string): boolean {
  return Object.keys(shown.theirs).some((field) => field.startsWith(`${section}.`));
}

/** Both texts of what somebody else has saved meanwhile, where they differ. */
async function merge(
  records: Records,
  { partnershipId, shown }: { partnershipId: string; shown: Shown },
  saved: Record<string, DraftSaved>,
): Promise<Shown> {
  const merged: Shown = {
    ...shown,
    answers: { ...shown.answers },
    remarkAnswers: { ...shown.remarkAnswers },
    seen: { ...shown.seen },
    theirs: {},
    problems: [],
  };
  for (const [section, theirs] of staleIn(saved)) {
    const answer = shown.remarkAnswers[section] ?? '';
    const mine = { ...shown.answers[section], [remarkAnswer]: answer };
    const stored: Record<string, string> = {
      ...theirs.answers,
      [remarkAnswer]: theirs.remarkAnswer ?? '',
    };
    const { answers, conflicts } = besideSaved(mine, stored);
    const { [remarkAnswer]: toRemark = '', ...rest } = answers;
    merged.answers[section] = rest;
    merged.remarkAnswers[section] = toRemark;
    merged.seen[section] = theirs.revision;
    const by = { partnershipId, contactIds: [theirs.savedById] };
    const names = await namesOf(records, records.database, by);
    for (const question of conflicts) {
      const field = `${section}.${question}`;
      merged.theirs[field] = stored[question] ?? '';
      const who = names.get(theirs.savedById) ?? 'Somebody';
      const message = `${who} has saved something else here since you opened the page. Put together what should stay.`;
      merged.problems.push({ field, message });
    }
  }
  return merged;
}

function tooLong(view: ReturnView, saved: Record<string, DraftSaved>) {
  return openSections(view).flatMap(({ section }) => {
    const each = saved[section.key];
    if (each?.kind !== 'too-long') return [];
    return each.problems.map(({ question, message }) => ({
      field: `${section.key}.${question}`,
      message: `${section.title}: ${message}`,
    }));
  });
}
