import { acceptReturn } from '../../records/checks/check-return.ts';
import type { Aldermere } from './directory.ts';
import { leadAnswersInvolvement, officerNamesChildren, respondentSubmits } from './people.ts';
import { recordDiscussion } from './reported-audit.ts';
import type { RunningAudit } from './running-audit.ts';
import { startedAudit } from './started-audit.ts';
import type { System } from './system.ts';

/** Who knew which children. */
const knew: Record<string, number[]> = { police: [1], 'social-care': [1, 2] };

/**
 * Several deep dives side by side, each with its discussion held and recorded: the report has been
 * drafted, and the officer is asked to finish it.
 */
export async function auditsAtReport(
  system: System,
  place: Aldermere,
  count: number,
): Promise<RunningAudit[]> {
  const { records } = system;
  const audits: RunningAudit[] = [];
  for (let number = 0; number < count; number += 1) {
    const started = await startedAudit(records, place, await system.now());
    audits.push({ ...started, focus: '', children: [] });
  }
  await system.settle();
  const officer = place.people.nadia.id;
  for (const { id: auditId } of audits) {
    await officerNamesChildren(records, { auditId, officer }, await system.now());
  }
  await system.settle();
  await agenciesAnswer(system, place);
  await system.jumpTo('2027-02-10T10:00:00.000Z');
  await agenciesSend(system, officer);
  await system.jumpTo('2027-03-08T17:00:00.000Z');
  const now = await system.now();
  for (const audit of audits) await recordDiscussion(records, { place, audit }, now);
  await system.settle();
  return audits;
}

async function agenciesAnswer(system: System, place: Aldermere): Promise<void> {
  const { records } = system;
  for (const ask of await records.database.ask.findMany({ where: { step: 'involvement' } })) {
    const agency = Object.entries(place.agencies).find(([, id]) => id === ask.agencyId)?.[0] ?? '';
    const given = { askId: ask.id, knows: knew[agency] ?? [] };
    await leadAnswersInvolvement(records, given, await system.now());
  }
  await system.settle();
}

/** Every tool is sent, and accepted by the officer. */
async function agenciesSend(system: System, officer: string): Promise<void> {
  const { records } = system;
  const rows = await records.database.return.findMany({ include: { request: true } });
  for (const { id, request, partnershipId } of rows) {
    const given = { returnId: id, contactId: request.responsibleId };
    const sent = await respondentSubmits(records, given, await system.now());
    if (sent !== 'submitted') throw new Error(sent);
    const input = { partnershipId, returnId: id, version: 1 };
    const by = { contactId: officer };
    const accepted = await acceptReturn(records, input, by, await system.now());
    if (accepted.kind !== 'accepted') throw new Error(accepted.kind);
  }
  await system.settle();
}
