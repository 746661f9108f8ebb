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

/** The same as a file for editors, which know draft 7 best; each key with what it means. */
export function editorSchema(): string {
  const schema = z.toJSONSchema(profileSchema, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ title: 'A process profile', ...schema }, null, 2)}\n`;
}
