import { z } from 'zod';
import { memberWords, type TypedFeedback } from '../domain/family-feedback.ts';
import type { FamilyFeedbackAsk } from '../records/involvement/family-feedback-view.ts';

/** The fields of the form: for each of the family an outcome, and a text for either. */
export function feedbackFieldsOf({ voices }: FamilyFeedbackAsk): z.ZodRawShape {
  const text = z.string().max(100_000).default('');
  const fields = voices.flatMap(({ who }) => [
    [`outcome-${who}`, z.string().max(20).default('')],
    [`given-${who}`, text],
    [`not-given-${who}`, text],
  ]);
  return Object.fromEntries(fields) as z.ZodRawShape;
}

/** What was typed for one of the family; both texts stand in the form when it is shown again. */
export interface ShownFeedback extends TypedFeedback {
  given: string;
  notGiven: string;
}

export function typedFeedback(
  { voices }: FamilyFeedbackAsk,
  form: Record<string, unknown>,
): Record<string, ShownFeedback> {
  const typed = voices.map(({ who }) => {
    const [given, notGiven] = [`given-${who}`, `not-given-${who}`].map((name) =>
      String(form[name] ?? ''),
    );
    const outcome = String(form[`outcome-${who}`] ?? '');
    return [who, { outcome, text: outcome === 'given' ? given : notGiven, given, notGiven }];
  });
  return Object.fromEntries(typed) as Record<string, ShownFeedback>;
}

/** Whom the form asks about. */
export function askedOf({ voices }: FamilyFeedbackAsk) {
  return voices.map(({ who }) => ({ who, label: memberWords(who) }));
}
