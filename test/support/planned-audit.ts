import { randomUUID } from 'node:crypto';
import { auditContext } from '../../records/audits/audit-context.ts';
import { recordPlanDecision } from '../../records/planning/plan-decisions.ts';
import { askForTerms, saveTerms } from '../../records/planning/terms.ts';
import { askAboutTheme } from '../../records/planning/theme.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { someTerms } from '../../rehearsal/people/planning.ts';
import { type Aldermere, loadProfile } from './directory.ts';
import { type StartedAudit, startedAudit } from './started-audit.ts';

/** An audit of which groups decide the theme and endorse the terms of reference, just begun. */
export async function plannedAudit(
  records: Records,
  place: Aldermere,
  now: Date,
): Promise<StartedAudit> {
  const profileVersionId = await transaction(records, (tx) =>
    loadProfile(tx, place.id, '../test/support/profiles/planned-audit', now),
  );
  const audit = await startedAudit(records, place, now, { profileVersionId });
  const ref = { partnership: place.id, audit: audit.number };
  await askAboutTheme(records, { ...ref, stage: 'theme', kind: 'choose-theme' }, now);
  return audit;
}

/** One step further: the terms of reference are being written. */
export async function auditAtTerms(
  records: Records,
  place: Aldermere,
  now: Date,
): Promise<StartedAudit> {
  const audit = await plannedAudit(records, place, now);
  const ref = { partnership: place.id, audit: audit.number };
  await askForTerms(records, { ...ref, stage: 'terms', kind: 'agree-terms' }, now);
  return audit;
}

/** The officer writes every part and puts the terms before the group. */
export async function writeTerms(
  records: Records,
  place: Aldermere,
  given: { auditId: string; seen?: number; text?: string; finish?: boolean },
  now: Date,
) {
  const { auditId, seen = 0, text, finish = true } = given;
  const { profile } = await auditContext(records.database, auditId);
  const input = { partnershipId: place.id, auditId, seen, terms: someTerms(profile, text), finish };
  return saveTerms(records, input, { contactId: place.people.nadia.id }, now);
}

/** The officer records what a group decided today, at its meeting. */
export async function groupDecides(
  records: Records,
  place: Aldermere,
  given: {
    auditId: string;
    stage: string;
    body: string;
    key?: string;
    typed?: Partial<Parameters<typeof recordPlanDecision>[1]['typed']>;
  },
  now: Date,
) {
  const { auditId, stage, body, key = randomUUID() } = given;
  const typed = {
    outcome: 'agreed',
    how: 'meeting',
    date: now.toISOString().slice(0, 10),
    minuteReference: 'Item 4',
    text: '',
    confirmed: ['0'],
    ...given.typed,
  };
  const input = { partnershipId: place.id, auditId, key, stage, body, typed };
  return recordPlanDecision(records, input, { contactId: place.people.nadia.id }, now);
}
