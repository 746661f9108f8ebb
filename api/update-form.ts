import { z } from 'zod';
import type { TypedUpdate } from '../domain/action-update.ts';
import type { UpdateAskView } from '../records/actions/update-view.ts';

export type TypedUpdates = Record<string, string>;

/** The fields of the page: an answer and a text for each action that is asked about. */
export function updateFields({ actions }: UpdateAskView) {
  const text = z.string().default('');
  return Object.fromEntries(
    actions.flatMap(({ number }) => [
      [`answer-${number}`, text],
      [`text-${number}`, text],
    ]),
  );
}

/** "Nothing has changed" for all of them at once; what was said of single ones stands. */
export function onTrackAll({ actions }: UpdateAskView, typed: TypedUpdates): TypedUpdates {
  const answers = actions.map(({ number }) => {
    const field = `answer-${number}`;
    return [field, typed[field] || 'on-track'];
  });
  return { ...typed, ...Object.fromEntries(answers) };
}

/** Whether that can be offered: an action that is blocked or late needs a word of its own. */
export function mayBeOnTrack(actions: { blocked: boolean; overdue: boolean }[]): boolean {
  return actions.every(({ blocked, overdue }) => !blocked && !overdue);
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
