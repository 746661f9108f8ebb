import type { About } from '../../domain/about-words.ts';
import { hasRules, toolAsAsked } from '../../domain/applicability.ts';
import { sectionProgress } from '../../domain/completeness.ts';
import { aboutForReader, aboutOf, aboutRows } from '../asks/about.ts';
import {
  type AuditFacts,
  auditFacts,
  findOwnAsk,
  type OwnAsk,
  type ReaderIds,
} from '../asks/contact-view.ts';
import { hasHadMoreTime } from '../asks/more-time.ts';
import { type AuditContext, auditContext } from '../audits/audit-context.ts';
import { personOf } from '../directory/directory.ts';
import { domainsOf } from '../directory/mail-domains.ts';
import { circumstancesOf } from '../sample/case-facts.ts';
import { type CaseIdentity, caseIdentities } from '../sample/identities.ts';
import { type Key, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { gatherStage } from './gather-stage.ts';
import type { Independence, ReturnState } from './own-return.ts';
import { answersIn, draftsOf } from './return-drafts.ts';
import { type ReturnPlace, returnTool } from './return-tool.ts';

export interface ToolInRequest {
  id: string;
  caseId: string;
  number: number;
  about: About;
  people: CaseIdentity['people'];
  service: string | null;
  state: ReturnState;
  held: boolean;
  /** The business unit has asked for somebody else than the person who has it. */
  needsAnother: boolean;
  /** The colleague it is allocated to. */
  colleague: { id: string; name: string } | null;
  progress: { complete: number; sections: number; begun: boolean };
  submitted: { receipt: string; at: Date } | null;
}

export interface RequestView {
  ask: OwnAsk;
  audit: AuditFacts;
  agency: { id: string; name: string; mailDomains: string[] };
  /** Who is asked here: the agency, an establishment of it, or a person about themselves. */
  asks: 'agency' | 'establishment' | 'person';
  serviceId: string | null;
  /** Whoever answers for the agency now: another person after a hand-over. */
  responsible: { id: string; name: string };
  moreTime: { days: number; had: boolean };
  tools: ToolInRequest[];
}

/** The page on which somebody answers for all that is asked of an agency. */
export async function requestView(
  records: Records,
  reader: ReaderIds,
  askId: string,
): Promise<RequestView | null> {
  const view = await transaction(records, async (tx) => {
    const ask = await findOwnAsk(tx, reader, askId);
    if (ask?.step !== 'returns' || !ask.requestId) return null;
    const context = await auditContext(tx, ask.auditId);
    const request = await tx.request.findUniqueOrThrow({
      where: { id: ask.requestId },
      include: { agency: true, service: { select: { name: true } } },
    });
    const { agency, service, serviceId } = request;
    const { id, name } = await personOf(records, tx, request.responsibleId);
    return {
      ask,
      audit: await auditFacts(records, tx, context),
      agency: {
        id: agency.id,
        name: service?.name ?? agency.name,
        mailDomains: await domainsOf(records, tx, request),
      },
      asks: askedOf(request),
      serviceId,
      responsible: { id, name },
      moreTime: {
        days: gatherStage(context).moreTimeWorkingDays,
        had: await hasHadMoreTime(tx, { id: request.id, context }),
      },
      // Somebody who has handed it over sees that, and nothing of what comes after.
      tools:
        ask.outcome === 'handed-over'
          ? []
          : await toolsOf(records, tx, { requestId: request.id, responsibleId: id, context }),
    };
  });
  if (!view) return null;
  const { partnershipId } = reader;
  const identities = await caseIdentities(records, { partnershipId, auditId: view.ask.auditId });
  const peopleOf = (caseId: string) =>
    identities.find((each) => each.caseId === caseId)?.people ?? [];
  return { ...view, tools: view.tools.map((tool) => ({ ...tool, people: peopleOf(tool.caseId) })) };
}

/** Whether a request is to an agency, to an establishment of it, or to one person. */
export function askedOf({
  party,
  serviceId,
}: {
  party: string;
  serviceId: string | null;
}): RequestView['asks'] {
  if (party === '') return 'agency';
  return serviceId ? 'establishment' : 'person';
}

/** The people at an agency to whom one can allocate or hand over, by name. */
export async function colleaguesAt(
  records: Records,
  reader: ReaderIds,
  agencyId: string,
  serviceId?: string | null,
): Promise<{ id: string; name: string }[]> {
  return transaction(records, async (tx) => {
    const rows = await tx.contact.findMany({
      where: {
        partnershipId: reader.partnershipId,
        agencyId,
        leftAt: null,
        id: { not: reader.contactId },
        // Whoever answers for another establishment of the same agency is no colleague.
        ...(serviceId ? { roles: { some: { serviceId } } } : {}),
      },
      select: { id: true },
    });
    const people: { id: string; name: string }[] = [];
    for (const { id } of rows) {
      const { name } = await personOf(records, tx, id);
      people.push({ id, name });
    }
    return people.sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
  });
}

async function toolsOf(
  records: Records,
  tx: Transaction,
  given: { requestId: string; responsibleId: string; context: AuditContext },
): Promise<Omit<ToolInRequest, 'people'>[]> {
  const { requestId, responsibleId, context } = given;
  const rows = await tx.return.findMany({
    where: { requestId, state: { not: 'withdrawn' } },
    include: {
      case: { select: { ...aboutRows.case.select, stratum: true, heldAt: true } },
      request: { select: { stageKey: true, agency: { select: { key: true } } } },
      service: { select: { name: true } },
      versions: { orderBy: { version: 'desc' }, take: 1 },
    },
    orderBy: [{ case: { number: 'asc' } }, { service: { name: 'asc' } }],
  });
  const key = await records.keyring.audit(tx, context.auditId);
  const tools: Omit<ToolInRequest, 'people'>[] = [];
  for (const row of rows) {
    const [version] = row.versions;
    tools.push({
      id: row.id,
      caseId: row.caseId,
      number: row.case.number,
      about: await aboutForReader(records, tx, {
        about: aboutOf(key, row.case),
        part: row.part,
        attendeeId: row.case.attendeeId,
      }),
      service: row.service?.name ?? null,
      state: row.state as ReturnState,
      held: row.case.heldAt !== null,
      needsAnother: needsAnother(row, { key, responsibleId }),
      colleague: row.assigneeId ? await personOf(records, tx, row.assigneeId) : null,
      progress: await progressOf(tx, context, { key, row }),
      submitted: version ? { receipt: version.receipt, at: version.submittedAt } : null,
    });
  }
  return tools;
}

function needsAnother(
  row: { id: string; assigneeId: string | null; independenceSealed: Uint8Array | null },
  given: { key: Key; responsibleId: string },
): boolean {
  if (!row.independenceSealed) return false;
  const place = `Return.independenceSealed/${row.id}`;
  const independence = openJson<Independence>(given.key, place, row.independenceSealed);
  const { another, accepted, declaredBy } = independence;
  const respondent = row.assigneeId ?? given.responsibleId;
  return another !== undefined && accepted === undefined && declaredBy === respondent;
}

/** How far a tool is, counted in the sections that are asked about its child. */
async function progressOf(
  tx: Transaction,
  context: AuditContext,
  given: { key: Key; row: ReturnPlace & { id: string; caseId: string } },
): Promise<ToolInRequest['progress']> {
  const { key, row } = given;
  const drafts = await draftsOf(tx, { id: row.id, key });
  const whole = returnTool(context, row);
  const tool = hasRules(whole)
    ? toolAsAsked(
        whole,
        answersIn(drafts),
        await circumstancesOf(tx, context, { caseId: row.caseId, key }),
      )
    : whole;
  const progress = tool.sections.map((section) =>
    sectionProgress(tool, section, drafts.get(section.key)?.answers),
  );
  return {
    complete: progress.filter((each) => each === 'complete').length,
    sections: progress.length,
    begun: progress.some((each) => each !== 'not-started'),
  };
}
