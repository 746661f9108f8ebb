import { formatDate, type PlainDate } from './calendar.ts';

/** What a discussion's record has to hold before it can be finished. */
export interface DiscussionSoFar {
  today: PlainDate;
  date: PlainDate;
  people: { name: string; attended: boolean | null; confidential: boolean }[];
  conclusions: { label: string; written: boolean }[];
  /** Who was to chair it and whether they were there; left out where the process does not say. */
  chair?: { name: string; attended: boolean | null } | 'nobody';
}

/** One thing that is missing, and on which page it is put right. */
export interface MissingFromRecord {
  page: 'attendance' | 'chair' | 'conclusions' | 'dates';
  message: string;
}

/** All that keeps the record of a discussion from being finished, in the order of its pages. */
export function missingFromRecord(record: DiscussionSoFar): MissingFromRecord[] {
  return [
    ...dateMissing(record),
    ...chairMissing(record),
    ...attendanceMissing(record),
    ...conclusionsMissing(record),
  ];
}

function dateMissing({ today, date }: DiscussionSoFar): MissingFromRecord[] {
  if (today >= date) return [];
  const message = `The discussion is on ${formatDate(date)}: finish its record once it has been held, or move its date.`;
  return [{ page: 'dates', message }];
}

function chairMissing({ chair }: DiscussionSoFar): MissingFromRecord[] {
  if (chair === undefined) return [];
  const page = 'chair' as const;
  if (chair === 'nobody') return [{ page, message: 'Name who chaired the discussion.' }];
  if (chair.attended !== false) return [];
  const message = `${chair.name} was to chair the discussion and was not there. Name who did.`;
  return [{ page, message }];
}

function attendanceMissing({ people }: DiscussionSoFar): MissingFromRecord[] {
  const page = 'attendance' as const;
  if (!people.some((person) => person.attended === true)) {
    return [{ page, message: 'Record who was present: nobody is, so far.' }];
  }
  return people.flatMap(({ name, attended, confidential }) => {
    if (attended === null) return [{ page, message: `Say whether ${name} was present.` }];
    if (!attended || confidential) return [];
    const message = `${name} was present and has not accepted the confidentiality statement.`;
    return [{ page, message }];
  });
}

function conclusionsMissing({ conclusions }: DiscussionSoFar): MissingFromRecord[] {
  return conclusions
    .filter(({ written }) => !written)
    .map(({ label }) => ({
      page: 'conclusions' as const,
      message: `Write a conclusion under “${label}”.`,
    }));
}
