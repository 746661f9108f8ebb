import type { AttendanceRow, EstablishmentRow } from './asked-list.ts';
import type { FieldProblem } from './field-problem.ts';
import { type Profile, stageOfKind, subjectOf } from './profile.ts';

/** Who is asked in an audit that is not about children, as it is said when the audit is started. */
export interface AskedAtStart {
  /** Keys of the agencies, where each answers for itself. */
  agencies?: string[] | undefined;
  /** An uploaded list; without one, the establishments that the directory has. */
  establishments?: EstablishmentRow[] | undefined;
  attendances?: AttendanceRow[] | undefined;
}

/** What stands in the way of asking them, as far as it can be known without the directory. */
export function askedProblems(profile: Profile, asked: AskedAtStart = {}): FieldProblem[] {
  const field = 'asked';
  const { agencies = [], establishments, attendances = [] } = asked;
  switch (subjectOf(profile)) {
    case 'case':
      return [];
    case 'agency':
      return agencies.length > 0 ? [] : [{ field, message: 'Choose at least one agency.' }];
    case 'establishment':
      return strangeAgency(profile, establishments ?? [])
        ? [
            {
              field,
              message: `The list names an agency whose ${profile.words.establishments} are not asked.`,
            },
          ]
        : [];
    case 'person':
      return attendances.length > 0
        ? []
        : [{ field, message: 'Upload the list of attendances as a CSV file.' }];
  }
}

function strangeAgency(profile: Profile, rows: readonly EstablishmentRow[]): boolean {
  const known = stageOfKind(profile, 'gather-returns')?.establishmentsOf ?? [];
  return rows.some(({ agency }) => !known.includes(agency));
}
