import { z } from 'zod';
import { profileSchema } from './profile.ts';

interface Shape {
  properties?: Record<string, Shape>;
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
  const?: unknown;
  enum?: unknown[];
  $ref?: string;
  $defs?: Record<string, Shape>;
}

let whole: Shape | undefined;

/** The profile's shape as JSON Schema, which editors use as well. */
export function profileJsonSchema(): Shape {
  whole ??= z.toJSONSchema(profileSchema, { io: 'input' }) as Shape;
  return whole;
}

/**
 * The keys that may stand at a place of a profile; with `discriminator`, the values of the key that
 * says of which kind the thing there is.
 */
export function knownKeys(
  path: readonly (string | number)[],
  data: unknown,
  discriminator?: string,
): string[] {
  const steps = discriminator && path.at(-1) === discriminator ? path.slice(0, -1) : path;
  let shapes = [profileJsonSchema()];
  let value = data;
  for (const step of steps) {
    shapes = fitting(shapes, value).flatMap((shape) => {
      const inner = typeof step === 'number' ? shape.items : shape.properties?.[step];
      return inner ? [inner] : [];
    });
    value = (value as Record<string | number, unknown> | undefined)?.[step];
  }
  const here = shapes.flatMap(alternatives);
  if (discriminator) {
    return here.flatMap((shape) => String(shape.properties?.[discriminator]?.const ?? []));
  }
  return [...new Set(fitting(here, value).flatMap((shape) => Object.keys(shape.properties ?? {})))];
}

function alternatives(shape: Shape): Shape[] {
  const followed = shape.$ref
    ? profileJsonSchema().$defs?.[shape.$ref.split('/').at(-1) ?? '']
    : shape;
  if (!followed) return [];
  const several = followed.anyOf ?? followed.oneOf;
  return several ? several.flatMap(alternatives) : [followed];
}

/** Of several forms those whose fixed values agree with what stands there. */
function fitting(shapes: Shape[], value: unknown): Shape[] {
  const all = shapes.flatMap(alternatives);
  const agreeing = all.filter((shape) =>
    Object.entries(shape.properties ?? {}).every(
      ([key, inner]) =>
        inner.const === undefined ||
        (value as Record<string, unknown> | undefined)?.[key] === inner.const,
    ),
  );
  return agreeing.length > 0 ? agreeing : all;
}

/** The known word that a mistyped one comes nearest to, if it comes near to any. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const scored = known
    .map((word) => ({ word, distance: distance(typed.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = scored;
  return best && best.distance <= Math.max(2, Math.floor(best.word.length / 3))
    ? best.word
    : undefined;
}

/** Levenshtein's: how many letters to change, add or take away. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, position) => position);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
