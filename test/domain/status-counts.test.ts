import { describe, expect, it } from 'vitest';
import { shownAgencies, shownCount, statusCounts, statusRows } from '../../domain/status-counts.ts';

const action = (agencyId: string, state: string, dueDate = '2028-01-31') => {
  return { agencyId, state, dueDate };
};

describe('the status of a work plan', () => {
  it('counts what is open, overdue, blocked and complete, and nothing that was withdrawn', () => {
    const actions = [
      action('police', 'open', '2027-11-30'),
      action('police', 'blocked', '2027-11-30'),
      action('police', 'reported-complete'),
      action('housing', 'complete', '2027-11-30'),
      action('housing', 'withdrawn', '2027-11-30'),
    ];
    expect(statusCounts(actions, '2027-12-01')).toEqual({
      open: 3,
      overdue: 2,
      blocked: 1,
      complete: 1,
      agencies: [
        { agencyId: 'housing', open: 0, overdue: 0, blocked: 0, complete: 1 },
        { agencyId: 'police', open: 3, overdue: 2, blocked: 1, complete: 0 },
      ],
    });
  });

  it('does not call an action overdue on its own day', () => {
    const counts = statusCounts([action('police', 'open', '2027-12-01')], '2027-12-01');
    expect(counts.overdue).toBe(0);
  });

  it.each([
    [0, 'none'],
    [1, 'fewer than 3'],
    [2, 'fewer than 3'],
    [3, '3'],
    [12, '12'],
  ])('tells %i as "%s"', (count, told) => {
    expect(shownCount(count)).toBe(told);
  });

  it('names agencies with three actions or more, and takes the others together', () => {
    const actions = [
      ...Array.from({ length: 3 }, () => action('police', 'open')),
      action('housing', 'open'),
      action('housing', 'complete'),
      action('probation', 'blocked', '2027-11-30'),
    ];
    const shown = shownAgencies(statusCounts(actions, '2027-12-01'));
    expect(shown.own.map(({ agencyId }) => agencyId)).toEqual(['police']);
    expect(shown.others).toEqual({ open: 2, overdue: 1, blocked: 1, complete: 1 });
  });

  it('calls the others “other” only where an agency is told by itself', () => {
    const few = ['housing', 'probation', 'schools'].map((agency) => action(agency, 'open'));
    const labelsOf = (actions: typeof few) =>
      statusRows(statusCounts(actions, '2027-12-01'), (id) => id).byAgency.map(([label]) => label);
    expect(labelsOf(few)).toEqual(['Agencies together']);
    const police = Array.from({ length: 3 }, () => action('police', 'open'));
    expect(labelsOf([...few, ...police])).toEqual(['police', 'Other agencies together']);
  });

  it('leaves out a single agency with few actions: "the others" would be that one', () => {
    const actions = [
      ...Array.from({ length: 3 }, () => action('police', 'open')),
      action('housing', 'open'),
      action('housing', 'open'),
    ];
    expect(shownAgencies(statusCounts(actions, '2027-12-01')).others).toBeNull();
  });
});
