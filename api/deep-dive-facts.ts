import { z } from 'zod';
import type { ChosenChild } from '../domain/deep-dive-choice.ts';
import { counted } from '../domain/phrases.ts';
import type { DeepDiveView } from '../records/returns/deep-dive-view.ts';
import { sideBySide, whoOf, widestSpread } from './side-by-side.ts';

/** What was ticked and written for each child, by its number. */
export type TypedChoice = Record<number, { chosen: boolean; reason: string }>;

/** The fields of the form: two for each child that can be chosen. */
export function choiceFields({ children }: DeepDiveView) {
  const fields = children.flatMap(({ number }) => [
    [`choose-${number}`, z.string().max(10).default('')],
    [`reason-${number}`, z.string().max(20_000).default('')],
  ]);
  return Object.fromEntries(fields) as Record<string, z.ZodDefault<z.ZodString>>;
}

export function typedChoice(view: DeepDiveView, form: Record<string, unknown>): TypedChoice {
  return Object.fromEntries(
    view.children.map(({ number }) => [
      number,
      {
        chosen: form[`choose-${number}`] === 'yes',
        reason: String(form[`reason-${number}`] ?? ''),
      },
    ]),
  );
}

/** What was chosen before, to be shown in the form. */
export function choiceSoFar(view: DeepDiveView): TypedChoice {
  return Object.fromEntries(
    view.children.map(({ number }) => {
      const known = view.chosen.find((each) => each.number === number);
      return [number, { chosen: known !== undefined, reason: known?.reason ?? '' }];
    }),
  );
}

export function chosenOf(typed: TypedChoice): ChosenChild[] {
  return Object.entries(typed).flatMap(([number, { chosen, reason }]) =>
    chosen ? [{ number: Number(number), reason }] : [],
  );
}

/** The children with what the completed tools say at a glance, for the console and for a chair. */
export function deepDiveFacts(view: DeepDiveView, typed: TypedChoice) {
  const { profile, settings, children } = view;
  const wanted = Math.min(settings.howMany, children.length);
  return {
    words: profile.words,
    wanted: counted(wanted, 'child', 'children'),
    fewer: children.length < settings.howMany,
    children: children.map((one) => {
      const { sections, notReceived, family } = sideBySide(profile, one);
      return {
        number: one.number,
        level: one.level,
        from: one.returns.map(whoOf),
        notReceived,
        family,
        apart: widestSpread(one),
        sections,
        typed: typed[one.number] ?? { chosen: false, reason: '' },
      };
    }),
  };
}
