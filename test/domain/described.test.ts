import { expect, it } from 'vitest';
import { jsonSchemaOf, profileJsonSchema, type Shape } from '../../domain/profile-keys.ts';
import { programmeSchema } from '../../domain/programme.ts';
import { scenarioJsonSchema } from '../../rehearsal/scenario.ts';

/** A place in a schema with what editors show beside it. */
interface Described extends Shape {
  description?: string;
  additionalProperties?: Described | boolean;
  prefixItems?: Described[];
}

/** Every setting without a description, by its path. What has one fixed value says what it is. */
function undescribed(whole: Described): string[] {
  const missing = new Set<string>();
  const followed = new Set<Described>();
  const visit = (given: Described, path: string): void => {
    const name = given.$ref?.split('/').at(-1);
    const shape = name ? ((whole.$defs?.[name] as Described | undefined) ?? given) : given;
    if (followed.has(shape)) return;
    followed.add(shape);
    for (const [key, inner] of Object.entries<Described>(shape.properties ?? {})) {
      const target = whole.$defs?.[inner.$ref?.split('/').at(-1) ?? ''] as Described | undefined;
      const told = inner.description ?? target?.description;
      if (!told && inner.const === undefined) missing.add(`${path}.${key}`);
      visit(inner, `${path}.${key}`);
    }
    const several = [...(shape.anyOf ?? []), ...(shape.oneOf ?? [])] as Described[];
    for (const each of several) {
      const kind = each.properties?.kind?.const;
      visit(each, kind ? `${path}<${kind}>` : path);
    }
    const items = [shape.items, ...(shape.prefixItems ?? [])];
    for (const each of items) if (each) visit(each as Described, `${path}[]`);
    const { additionalProperties: more } = shape;
    if (typeof more === 'object') visit(more, `${path}{}`);
  };
  visit(whole, '');
  return [...missing];
}

it.each([
  ['a profile', profileJsonSchema()],
  ['a scenario', scenarioJsonSchema() as Shape],
  ['a programme', jsonSchemaOf(programmeSchema)],
])('says in the editor what each setting of %s means', (_, schema) => {
  expect(undescribed(schema)).toEqual([]);
});
