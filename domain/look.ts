import { z } from 'zod';

/** What a partnership's pages and emails look like where it has chosen nothing. */
export const ourLook = { band: '#1d4e4b', button: '#00703c' };

/** Below this, white letters on a colour are too faint to read (WCAG 2.2, 1.4.3). */
const contrastAtLeast = 4.5;

const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as "#1d4e4b"')
  .refine((given) => contrastWithWhite(given) >= contrastAtLeast, {
    error: ({ input }) =>
      `"${input}" is too light for white letters: their contrast is ${contrastWithWhite(String(input)).toFixed(1)}, and has to be ${contrastAtLeast} or more`,
  });

/** A partnership's two colours; both carry white letters. */
export const lookSchema = z.strictObject({
  band: colour.default(ourLook.band).describe('Behind its name, on top of every page and email.'),
  button: colour.default(ourLook.button).describe('Of the one button in an email.'),
});

export type Look = z.infer<typeof lookSchema>;

/** The look as it is kept; ours where a partnership has none. */
export function lookOf(kept: unknown): Look {
  return kept ? lookSchema.parse(kept) : ourLook;
}

/** How many times brighter white is than a colour, from 1 to 21 (WCAG 2.2, relative luminance). */
export function contrastWithWhite(given: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(given.slice(at, at + 2), 16) / 255),
  );
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
