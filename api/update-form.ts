import { z } from 'zod';
import type { TypedUpdate } from '../domain/action-update.ts';
import type { UpdateAskView } from '../records/update-view.ts';

export type TypedUpdates = Record<string, string>;

/** The fields of the page: an answer and a text for each action that is asked about. */
export function updateFields({ actions }: UpdateAskView) {
  const text = z.string().max(20_000).default('');
  return Object.fromEntries(
    actions.flatMap(({ number }) => [
      [`answer-${number}`, text],
      [`text-${number}`, text],
    ]),
  );
}

/** What was typed, by the actions' ids. */
export function readUpdates(
  { actions }: UpdateAskView,
  typed: TypedUpdates,
): Record<string, TypedUpdate> {
  return Object.fromEntries(
    actions.map(({ id, number }) => [
      id,
      { answer: typed[`answer-${number}`] ?? '', text: typed[`text-${number}`] ?? '' },
    ]),
  );
}
