import type { DegreeDate } from '../../domain/degree-dates.ts';

export function asDegreeDate(row: { degree: string; date: string | null }): DegreeDate {
  const { degree, date } = row;
  if (date && (degree === 'fixed' || degree === 'provisional')) return { degree, date };
  if (date && degree === 'month') return { degree, month: date };
  return { degree: 'unknown' };
}
