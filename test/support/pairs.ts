import { answerFacilitator } from '../../records/discussion/facilitators.ts';
import { askToCirculate, circulatePack } from '../../records/discussion/pack.ts';
import { askForPairs, namePairs } from '../../records/discussion/pairs.ts';
import { keepPractitioners } from '../../records/involvement/practitioners.ts';
import type { Records } from '../../records/store/transaction.ts';
import { auditAtChoice, choosesTwo, chosenAt, practitionersYaml } from './deep-dives.ts';
import type { Aldermere } from './directory.ts';
import { beginDiscussion, dates } from './discussed-audit.ts';
import type { RunningAudit } from './running-audit.ts';

/** The same process with a pair of auditors for each child, invited from two groups. */
export const pairsYaml = practitionersYaml
  .replace(
    '  - key: discussion\n    kind: discuss\n',
    `  - key: pairs
    kind: prepare-questions
    after: [deep-dives]
    facilitators:
      groups: [seg, audit-group]
      invite: { due: { date: discussion, workingDays: -8 }, remindWorkingDaysBefore: [2], closeWorkingDaysAfter: 0 }
    name:
      due: { date: discussion, workingDays: -6 }
      chaseWorkingDaysAfter: [1]
      escalate: { workingDaysAfter: 2, to: [manager] }
    write: { due: { date: discussion }, remindWorkingDaysBefore: [1], closeWorkingDaysAfter: 0 }
  - key: discussion
    kind: discuss
    after: [pack]
`,
  )
  .replace(
    '    record:\n      due: { date: discussion, workingDays: 3 }',
    `    caseFeedback:
      due: { date: discussion, workingDays: 1 }
      askWorkingDaysBefore: 1
      closeWorkingDaysAfter: 1
    record:
      due: { date: discussion, workingDays: 3 }`,
  );

const stage = (place: Aldermere, audit: RunningAudit) => ({
  partnership: place.id,
  audit: audit.number,
  stage: 'pairs',
  kind: 'prepare-questions' as const,
});

/** C2 and C3 are discussed, Dean worked with the family of C2; facilitators and pairs are asked for. */
export async function auditAtPairs(records: Records, place: Aldermere): Promise<RunningAudit> {
  const audit = await auditAtChoice(records, place);
  const caseId = audit.children.find(({ number }) => number === 2)?.caseId ?? '';
  const of = { partnershipId: place.id, auditId: audit.id, caseId };
  const dean = { ...of, agencyId: place.agencies.police, contactId: place.people.dean.id };
  await keepPractitioners(records.database, [dean], {
    by: place.people.priya.id,
    now: dates.started,
  });
  await choosesTwo(records, place, audit);
  await askForPairs(records, stage(place, audit), chosenAt);
  return audit;
}

/** Graham and Yasmin for C2, Graham and Peter for C3. */
export async function pairsAreNamed(
  records: Records,
  place: Aldermere,
  audit: RunningAudit,
): Promise<void> {
  const { graham, yasmin, peter, nadia } = place.people;
  const pairs = [
    { number: 2, first: graham.id, second: yasmin.id },
    { number: 3, first: graham.id, second: peter.id },
  ];
  const input = { partnershipId: place.id, auditId: audit.id, pairs };
  const outcome = await namePairs(records, input, { contactId: nadia.id }, chosenAt);
  if (outcome.kind !== 'named') throw new Error(JSON.stringify(outcome));
}

/** The pack is collated and the discussion is being prepared. */
export async function discussionIsPrepared(
  records: Records,
  place: Aldermere,
  audit: RunningAudit,
): Promise<void> {
  const ref = { partnership: place.id, audit: audit.number };
  await askToCirculate(records, { ...ref, stage: 'pack', kind: 'circulate-pack' }, chosenAt);
  const input = { partnershipId: place.id, auditId: audit.id };
  const by = { contactId: place.people.nadia.id };
  const outcome = await circulatePack(records, input, by, dates.circulated);
  if (outcome.kind !== 'circulated') throw new Error(outcome.kind);
  await beginDiscussion(records, place, audit);
}

/** Somebody says whether they can facilitate. */
export async function facilitatorSays(
  records: Records,
  contactId: string,
  reply: string,
): Promise<string> {
  const ask = await records.database.ask.findFirstOrThrow({
    where: { step: 'facilitate', contactId },
  });
  const input = { partnershipId: ask.partnershipId, askId: ask.id, reply };
  return (await answerFacilitator(records, input, { contactId }, chosenAt)).kind;
}
