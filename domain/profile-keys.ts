import { z } from 'zod';
import { profileSchema } from './profile.ts';

/** As much of JSON Schema as is needed here. */
export interface Shape {
  properties?: Record<string, Shape>;
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
  const?: unknown;
  enum?: unknown[];
  type?: string;
  pattern?: string;
  required?: string[];
  minimum?: number;
  minItems?: number;
  $ref?: string;
  $defs?: Record<string, Shape>;
}

let profileShape: Shape | undefined;

/** The profile's shape as JSON Schema, which editors use as well. */
export function profileJsonSchema(): Shape {
  profileShape ??= jsonSchemaOf(profileSchema);
  return profileShape;
}

/** What a file may hold, as editors read it. */
export function jsonSchemaOf(schema: z.ZodType): Shape {
  return z.toJSONSchema(schema, { io: 'input' }) as Shape;
}

/**
 * The keys that may stand at a place of a file; with `discriminator`, the values of the key that
 * says of which kind the thing there is.
 */
export function knownKeys(
  whole: Shape,
  path: readonly (string | number)[],
  data: unknown,
  discriminator?: string,
): string[] {
  const steps = discriminator && path.at(-1) === discriminator ? path.slice(0, -1) : path;
  const { shapes, value } = shapesAt(whole, steps, data);
  const here = shapes.flatMap((shape) => alternatives(shape, whole));
  if (discriminator) {
    return here.flatMap((shape) => String(shape.properties?.[discriminator]?.const ?? []));
  }
  return [
    ...new Set(fitting(here, value, whole).flatMap((shape) => Object.keys(shape.properties ?? {}))),
  ];
}

/** The key by which several forms are told apart, where that is what is wrong. */
export function discriminatedBy(issue: z.core.$ZodIssue): string | undefined {
  const by = issue.code === 'invalid_union' && 'discriminator' in issue && issue.discriminator;
  return by ? String(by) : undefined;
}

/** The least that may stand at a place of a file. */
export function exampleOf(
  whole: Shape,
  path: readonly (string | number)[],
  data: unknown,
): unknown {
  const { shapes, value } = shapesAt(whole, path, data);
  const [first] = fitting(shapes, value, whole);
  return first && example(first, whole);
}

function example(shape: Shape, whole: Shape): unknown {
  const [plain = {}] = alternatives(shape, whole);
  if (plain.const !== undefined) return plain.const;
  if (plain.enum) return plain.enum[0];
  switch (plain.type) {
    case 'object': {
      const needed = Object.entries(plain.properties ?? {}).filter(([key]) =>
        plain.required?.includes(key),
      );
      return Object.fromEntries(needed.map(([key, inner]) => [key, example(inner, whole)]));
    }
    case 'array':
      return Array.from({ length: plain.minItems ?? 0 }, () => example(plain.items ?? {}, whole));
    case 'integer':
    case 'number':
      return Math.max(1, plain.minimum ?? 1);
    case 'boolean':
      return false;
    default:
      return texts.find((text) => new RegExp(plain.pattern ?? '').test(text));
  }
}

/** A name or any text, a time of day, a year. */
const texts = ['x', '09:00', '2027'];

/** What may stand at a place, and what does. */
function shapesAt(whole: Shape, path: readonly (string | number)[], data: unknown) {
  let shapes = [whole];
  let value = data;
  for (const step of path) {
    shapes = fitting(shapes, value, whole).flatMap((shape) => {
      const inner = typeof step === 'number' ? shape.items : shape.properties?.[step];
      return inner ? [inner] : [];
    });
    value = (value as Record<string | number, unknown> | undefined | null)?.[step];
  }
  return { shapes, value };
}

function alternatives(shape: Shape, whole: Shape): Shape[] {
  const followed = shape.$ref ? whole.$defs?.[shape.$ref.split('/').at(-1) ?? ''] : shape;
  if (!followed) return [];
  const several = followed.anyOf ?? followed.oneOf;
  return several ? several.flatMap((each) => alternatives(each, whole)) : [followed];
}

/** Of several forms those whose fixed values agree with what stands there. */
function fitting(shapes: Shape[], value: unknown, whole: Shape): Shape[] {
  const all = shapes.flatMap((shape) => alternatives(shape, whole));
  const agreeing = all.filter((shape) =>
    Object.entries(shape.properties ?? {}).every(
      ([key, inner]) =>
        inner.const === undefined ||
        (value as Record<string, unknown> | undefined | null)?.[key] === inner.const,
    ),
  );
  return agreeing.length > 0 ? agreeing : all;
}

/** The same as a file for editors, which know draft 7 best; each key with what it means. */
export function editorSchema(): string {
  const schema = z.toJSONSchema(profileSchema, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ title: 'A process profile', ...schema }, null, 2)}\n`;
}
