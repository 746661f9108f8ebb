import { readFileSync } from 'node:fs';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere, storeProfile } from './directory.ts';

const url = new URL('../../profiles/wscp-deep-dive.yaml', import.meta.url);

/** The example partnership with a process that goes through what came in, and lets it be revised. */
export async function aldermereLookingAgain(records: Records, now: Date): Promise<Aldermere> {
  return lookingAgain(records, await aldermere(records, now), now);
}

/** The same process in a partnership that is there already. */
export async function lookingAgain(
  records: Records,
  place: Aldermere,
  now: Date,
): Promise<Aldermere> {
  const text = readFileSync(url, 'utf8')
    .replace('version: 1\n', 'version: 2\n')
    .replace(
      '    attend:\n',
      `    initialReview:
      due: { date: discussion, workingDays: -1 }
    mayRevise:
      due: { workingDays: 3 }
      closeWorkingDaysAfter: 0
    attend:
`,
    );
  const profileVersionId = await transaction(records, (tx) =>
    storeProfile(tx, place.id, text, now),
  );
  return { ...place, profileVersionId };
}
