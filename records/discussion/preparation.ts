import type { Profile } from '../../domain/profile.ts';
import type { Answers, Tool } from '../../domain/tool.ts';
import { auditContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { invitesPractitioners } from '../involvement/practitioners.ts';
import { returnTool } from '../returns/return-tool.ts';
import { type CaseIdentity, caseIdentities } from '../sample/identities.ts';
import { openJson } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { discussedOnly } from './discussed-cases.ts';
import { discussStage } from './meeting.ts';
import { pairsOf } from './pairs-stage.ts';

/** What somebody who worked with a family reads before the discussion (WA-12). */
export interface Preparation {
  auditId: string;
  number: string;
  profile: Profile;
  /** Their own children only, with what their own agency completed. */
  cases: {
    number: number;
    people: CaseIdentity['people'];
    /** The names of those who lead its discussion, where there is a pair (WA-9). */
    ledBy: string[];
    tools: {
      returnId: string;
      agency: string;
      service: string | null;
      tool: Tool;
      answers: Answers;
    }[];
  }[];
}

/** Null for everybody whom no agency named, and once the audit has ended. */
export async function preparation(
  records: Records,
  given: { partnershipId: string; auditId: string; contactId: string },
): Promise<Preparation | null> {
  const { partnershipId, auditId, contactId } = given;
  const found = await transaction(records, async (tx) => {
    const named = await tx.practitioner.findMany({ where: { partnershipId, auditId, contactId } });
    const context = named.length > 0 ? await auditContext(tx, auditId) : null;
    if (!context || !invitesPractitioners(context)) return null;
    if (context.state !== 'open' && context.state !== 'paused') return null;
    // Before the meeting is prepared a tool may still be on its way or sent back.
    const { key } = discussStage(context);
    if ((await tx.stage.count({ where: { auditId, key } })) === 0) return null;
    const returns = await tx.return.findMany({
      where: {
        auditId,
        ...(await discussedOnly(tx, context)),
        state: { in: ['submitted', 'accepted'] },
        case: { heldAt: null, state: { in: ['drawn', 'identified'] } },
        OR: named.map(({ caseId, agencyId }) => ({ caseId, request: { agencyId } })),
      },
      select: {
        id: true,
        version: true,
        caseId: true,
        part: true,
        service: { select: { name: true } },
        case: { select: { stratum: true } },
        request: { select: { stageKey: true, agency: { select: { key: true, name: true } } } },
        versions: { select: { id: true, version: true, answersSealed: true } },
      },
      orderBy: { id: 'asc' },
    });
    const auditKey = await records.keyring.audit(tx, auditId);
    const tools = returns.flatMap(
      ({ id, version, caseId, part, service, case: one, request, versions }) => {
        const own = versions.find((each) => each.version === version);
        if (!own) return [];
        const place = `ReturnVersion.answersSealed/${own.id}`;
        const answers = openJson<Answers>(auditKey, place, own.answersSealed);
        const { name: agency } = request.agency;
        const tool = returnTool(context, { part, case: one, request });
        return [{ caseId, returnId: id, agency, service: service?.name ?? null, tool, answers }];
      },
    );
    const pairs = await pairsOf(tx, auditId);
    const names = await namesOf(records, tx, {
      partnershipId,
      contactIds: pairs.flatMap(({ contactIds }) => contactIds),
    });
    const ledBy = new Map(
      pairs.map((pair) => [pair.caseId, pair.contactIds.map((id) => names.get(id) ?? '')]),
    );
    return { context, tools, ledBy, cases: new Set(named.map(({ caseId }) => caseId)) };
  });
  if (!found) return null;
  const { context, tools, cases, ledBy } = found;
  const identities = await caseIdentities(records, { partnershipId, auditId });
  return {
    auditId,
    number: context.number,
    profile: context.profile,
    cases: identities
      .filter(({ caseId, held }) => cases.has(caseId) && !held)
      .map(({ caseId, number, people }) => ({
        number,
        people,
        ledBy: ledBy.get(caseId) ?? [],
        tools: tools.filter((tool) => tool.caseId === caseId),
      }))
      .filter((one) => one.tools.length > 0),
  };
}

/** The audits for whose discussion somebody can prepare. */
export async function preparationsOf(
  records: Records,
  given: { partnershipId: string; contactId: string },
): Promise<{ auditId: string; number: string }[]> {
  const { partnershipId, contactId } = given;
  const named = await records.database.practitioner.findMany({
    where: { partnershipId, contactId },
    distinct: ['auditId'],
    orderBy: { auditId: 'asc' },
  });
  const found: { auditId: string; number: string }[] = [];
  for (const { auditId } of named) {
    const own = await preparation(records, { partnershipId, auditId, contactId });
    if (own && own.cases.length > 0) found.push({ auditId, number: own.number });
  }
  return found;
}
