import type { Connection } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import * as attributes from '../workflows/search-attributes.ts';

const keys = [
  attributes.partnershipAttribute,
  attributes.auditAttribute,
  attributes.agencyAttribute,
  attributes.stageAttribute,
  attributes.stateAttribute,
  attributes.nextDueAttribute,
  attributes.overdueAttribute,
];

/** Every search attribute that workflows set, with its type as the Temporal CLI calls it. */
export const searchAttributeTypes: [string, string][] = keys.map(({ name, type }) => [
  name,
  TypedSearchAttributes.toMetadataType(type),
]);

/** Registers those the namespace does not have yet, and waits until it lists them all. */
export async function registerSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<void> {
  const missing = await missingAttributes(connection, namespace);
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(
    missing.map(({ name, type }) => [name, codeOf(type)]),
  );
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  while ((await missingAttributes(connection, namespace)).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function missingAttributes(connection: Connection, namespace: string) {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return keys.filter(({ name, type }) => {
    const found = customAttributes?.[name];
    if (found === undefined || found === codeOf(type)) return found === undefined;
    throw new Error(
      `the search attribute ${name} is there already, with another type than ${type}`,
    );
  });
}

/** Every search attribute with its type as the server's API calls it. */
export function searchAttributeCodes(): Record<string, number> {
  return Object.fromEntries(keys.map(({ name, type }) => [name, codeOf(type)]));
}

function codeOf(type: (typeof keys)[number]['type']): number {
  return encodeSearchAttributeIndexedValueType(type) ?? 0;
}
