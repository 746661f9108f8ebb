import { andList } from '../../domain/and-list.ts';
import { formatDate } from '../../domain/calendar.ts';
import type { ClashingDate } from '../../domain/date-clashes.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import type { ClashTask } from '../../records/audits/date-clashes.ts';

/** "“Discussion” of audit 2027-01 and “Discussion” of audit 2027-02 are both on Friday 5 March 2027" */
export function clashWords({ clash, agencies }: Pick<ClashTask, 'clash' | 'agencies'>): string {
  const { kind, dates } = clash;
  const [first] = dates;
  if (!first) return '';
  const day = formatDate(first.day);
  const what = `${sentenceCase(first.name)}: “${first.label}” is on ${day}`;
  const whose = agencies === null ? '' : ` for ${andList(agencies)}`;
  switch (kind) {
    case 'closed':
      return `${what}, a day on which the partnership does not work`;
    case 'school-holidays':
      return `${what}, in the school holidays, and somebody who takes part is away then`;
    case 'same-day':
      return `${andList(dates.map(ofAudit))} are ${dates.length > 2 ? 'all' : 'both'} on ${day}${whose}`;
    case 'same-few-days': {
      const each = dates.map((date) => `${ofAudit(date)} (${formatDate(date.day)})`);
      return `${andList(each)} are within a few days of one another${whose}`;
    }
  }
}

export function ofAudit({ label, name }: ClashingDate): string {
  return `“${label}” of ${name}`;
}

/** Where a date is moved, of an audit under way or of one of a programme. */
export function datePath(of: ClashTask['of'], key: string): string {
  const path =
    'audit' in of
      ? `/console/audits/${of.audit}`
      : `/console/programme/${of.programme}/${of.entry}`;
  return `${path}/dates/${key}`;
}
