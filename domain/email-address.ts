import { z } from 'zod';

const address = z.email();

/** Why a text is no email address that could be written to; null where it is one. */
export function emailProblem(typed: string): string | null {
  const text = typed.trim();
  if (text === '') return 'Enter an email address.';
  const fits = text.length <= 254 && address.safeParse(text).success;
  return fits ? null : 'Enter an email address in the right form, such as name@example.org.';
}
