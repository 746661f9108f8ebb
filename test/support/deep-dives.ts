import { readFileSync } from 'node:fs';
import { askToCirculate, circulatePack } from '../../records/discussion/pack.ts';
import { askToChoose, chooseDeepDives } from '../../records/returns/choose-deep-dives.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { type Aldermere, aldermere, storeProfile } from './directory.ts';
import { beginDiscussion, dates, submitsFor } from './discussed-audit.ts';
import { auditAtReturns, type RunningAudit } from './running-audit.ts';

export const deepDivesYaml = readFileSync(
  new URL('./profiles/deep-dives.yaml', import.meta.url),
  'utf8',
);

/** The same, where those who worked with the families are invited. */
export const practitionersYaml = deepDivesYaml
  .replace(
    '  - { key: discussion, label: Deep dive',
    '  - { key: briefing, label: Briefing, from: discussion, workingDays: -3 }\n  - { key: discussion, label: Deep dive',
  )
  .replace(
    '    cases: chosen\n',
    `    cases: chosen
    practitioners:
      invitation: We reflect together. Nobody is blamed.
      briefing: { date: briefing, startsAt: '12:30', minutes: 45, place: Room 2 }
`,
  );

/** The same, where they come besides those who completed a tool and lead their agencies. */
export const besidesYaml = practitionersYaml.replace(
  '      invitation: We',
  '      besides: true\n      invitation: We',
);

/** Wednesday: the tools are in and the choice is asked for. */
export const chosenAt = new Date('2027-04-08T10:00:00Z');

/** The example partnership, with a process in which some children are chosen. */
export async function placeOfDeepDives(records: Records, yaml = deepDivesYaml): Promise<Aldermere> {
  const place = await aldermere(records, dates.started);
  const profileVersionId = await transaction(records, (tx) =>
    storeProfile(tx, place.id, yaml, dates.started),
  );
  return { ...place, profileVersionId };
}

/** Police have sent C1, C2 and C3, social care C1, health visiting C3; the chair is asked to choose. */
export async function auditAtChoice(records: Records, place: Aldermere): Promise<RunningAudit> {
  const audit = await auditAtReturns(records, place, dates.started);
  const sent = new Date('2027-04-06T10:00:00Z');
  await submitsFor(records, { place, audit, agency: 'police', numbers: [1, 2, 3] }, sent);
  await submitsFor(records, { place, audit, agency: 'social-care', numbers: [1] }, sent);
  await submitsFor(
    records,
    { place, audit, agency: 'community-health', numbers: [3], service: 'health-visiting' },
    sent,
  );
  const ref = { partnership: place.id, audit: audit.number };
  await askToChoose(records, { ...ref, stage: 'deep-dives', kind: 'choose-deep-dives' }, chosenAt);
  return audit;
}

/** C2 and C3, by the chair who was asked. */
export async function choosesTwo(
  records: Records,
  place: Aldermere,
  audit: RunningAudit,
): Promise<void> {
  const chosen = [2, 3].map((number) => ({ number, reason: `Because of what C${number} shows.` }));
  const outcome = await chooseDeepDives(
    records,
    { partnershipId: place.id, auditId: audit.id, chosen },
    { contactId: place.people.peter.id },
    chosenAt,
  );
  if (outcome.kind !== 'chosen') throw new Error(JSON.stringify(outcome));
}

/** The pack of the chosen children has left, and the discussion is being prepared. */
export async function auditAtChosenDiscussion(
  records: Records,
  place: Aldermere,
  before?: (audit: RunningAudit) => Promise<void>,
): Promise<RunningAudit> {
  const audit = await auditAtChoice(records, place);
  await before?.(audit);
  await choosesTwo(records, place, audit);
  const ref = { partnership: place.id, audit: audit.number };
  await askToCirculate(records, { ...ref, stage: 'pack', kind: 'circulate-pack' }, chosenAt);
  const outcome = await circulatePack(
    records,
    { partnershipId: place.id, auditId: audit.id },
    { contactId: place.people.nadia.id },
    dates.circulated,
  );
  if (outcome.kind !== 'circulated') throw new Error(outcome.kind);
  await beginDiscussion(records, place, audit);
  return audit;
}
