import { formatDate, type PlainDate } from './calendar.ts';
import type { ReportBlock } from './report-model.ts';

/** A block that has no id yet: it is numbered within its section. */
export type DraftBlock = ReportBlock extends infer B
  ? B extends ReportBlock
    ? Omit<B, 'id'>
    : never
  : never;

export function said(text: string, heading?: string): DraftBlock {
  return { kind: 'paragraph', ...(heading ? { heading } : {}), text };
}

export function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}

/** "a, b and c" */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** "1 March 2027": in running text without the weekday. */
export function day(date: PlainDate): string {
  return formatDate(date).replace(/^\w+ /, '');
}
