import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  SearchAttributeType,
} from '@temporalio/common';

// Exactly these are registered by `npm run migrate` and `npm start`: one that is not registered
// stops a workflow for good.
export const partnershipAttribute = defineSearchAttributeKey(
  'Partnership',
  SearchAttributeType.KEYWORD,
);
export const auditAttribute = defineSearchAttributeKey('Audit', SearchAttributeType.KEYWORD);
export const agencyAttribute = defineSearchAttributeKey('Agency', SearchAttributeType.KEYWORD);
export const stageAttribute = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD);
export const stateAttribute = defineSearchAttributeKey('State', SearchAttributeType.KEYWORD);
export const nextDueAttribute = defineSearchAttributeKey('NextDue', SearchAttributeType.DATETIME);
export const overdueAttribute = defineSearchAttributeKey('Overdue', SearchAttributeType.BOOL);

/** What a workflow is found by from its start. */
export function whose(target: {
  partnership: string;
  audit?: string;
  agency?: string;
}): SearchAttributePair[] {
  const { partnership, audit, agency } = target;
  return [
    { key: partnershipAttribute, value: partnership },
    ...(audit ? [{ key: auditAttribute, value: audit }] : []),
    ...(agency ? [{ key: agencyAttribute, value: agency }] : []),
  ];
}
