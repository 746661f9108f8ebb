import type { About } from '../../domain/about-words.ts';
import { type Circumstances, hasRules, toolAsAsked } from '../../domain/applicability.ts';
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
import { domainsOf } from '../directory/mail-domains.ts';
import { namesOf } from '../directory/people-names.ts';
import { circumstancesFrom, statedFactsOf } from '../sample/case-facts.ts';
import { type CaseIdentity, peopleOfChildren } from '../sample/identities.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { gatherStage } from './gather-stage.ts';
import type { Independence, ReturnState } from './own-return.ts';
import { answersIn, draftsIn } from './return-drafts.ts';
import { returnTool } from './return-tool.ts';

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
  return transaction(records, async (tx) => {
    const ask = await findOwnAsk(tx, reader, askId);
    if (ask?.step !== 'returns' || !ask.requestId) return null;
    const context = await auditContext(tx, ask.auditId);
    const request = await tx.request.findUniqueOrThrow({
      where: { id: ask.requestId },
      include: { agency: true, service: { select: { name: true } } },
    });
    const { agency, service, serviceId, responsibleId } = request;
    // Somebody who has handed it over sees that, and nothing of what comes after.
    const rows = ask.outcome === 'handed-over' ? [] : await toolRows(tx, request.id);
    const contactIds = [responsibleId, ...rows.map(({ assigneeId }) => assigneeId)];
    const { partnershipId } = context;
    const names = await namesOf(records, tx, { partnershipId, contactIds });
    const days = gatherStage(context).moreTimeWorkingDays;
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
      responsible: { id: responsibleId, name: names.get(responsibleId) ?? '' },
      moreTime: {
        days,
        had: days > 0 && (await hasHadMoreTime(tx, { id: request.id, context })),
      },
      tools: await toolsOf(records, tx, { rows, names, responsibleId, context }),
    };
  });
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
  const { database, keyring } = records;
  const { partnershipId, contactId } = reader;
  const rows = await database.contact.findMany({
    where: {
      partnershipId,
      agencyId,
      leftAt: null,
      id: { not: contactId },
      // Whoever answers for another establishment of the same agency is no colleague.
      ...(serviceId ? { roles: { some: { serviceId } } } : {}),
    },
    select: { id: true, nameSealed: true },
  });
  const key = await keyring.partnership(database, partnershipId);
  return rows
    .map(({ id, nameSealed }) => ({ id, name: open(key, `Contact.nameSealed/${id}`, nameSealed) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}

type ToolRow = Awaited<ReturnType<typeof toolRows>>[number];

async function toolRows(tx: Transaction, requestId: string) {
  return tx.return.findMany({
    where: { requestId, state: { not: 'withdrawn' } },
    include: {
      case: { select: { ...aboutRows.case.select, stratum: true, heldAt: true } },
      request: { select: { stageKey: true, agency: { select: { key: true } } } },
      service: { select: { name: true } },
      versions: {
        select: { receipt: true, submittedAt: true },
        orderBy: { version: 'desc' },
        take: 1,
      },
      drafts: true,
    },
    orderBy: [{ case: { number: 'asc' } }, { service: { name: 'asc' } }],
  });
}

async function toolsOf(
  records: Records,
  tx: Transaction,
  given: {
    rows: ToolRow[];
    names: ReadonlyMap<string, string>;
    responsibleId: string;
    context: AuditContext;
  },
): Promise<ToolInRequest[]> {
  const { rows, names, responsibleId, context } = given;
  const key = await records.keyring.audit(tx, context.auditId);
  const caseIds = [...new Set(rows.map(({ caseId }) => caseId))];
  const people = await peopleOfChildren(tx, key, caseIds);
  const ruled = rows.some((row) => hasRules(returnTool(context, row)));
  const facts = ruled ? await statedFactsOf(tx, { caseIds, key }) : null;
  const tools: ToolInRequest[] = [];
  for (const row of rows) {
    const [version] = row.versions;
    const of = { stated: facts?.get(row.caseId), people: people.get(row.caseId) };
    tools.push({
      id: row.id,
      caseId: row.caseId,
      number: row.case.number,
      about: await aboutForReader(records, tx, {
        about: aboutOf(key, row.case),
        part: row.part,
        attendeeId: row.case.attendeeId,
      }),
      people: people.get(row.caseId) ?? [],
      service: row.service?.name ?? null,
      state: row.state as ReturnState,
      held: row.case.heldAt !== null,
      needsAnother: needsAnother(row, { key, responsibleId }),
      colleague: row.assigneeId
        ? { id: row.assigneeId, name: names.get(row.assigneeId) ?? '' }
        : null,
      progress: progressOf(context, { key, row }, circumstancesFrom(context, of)),
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
function progressOf(
  context: AuditContext,
  { key, row }: { key: Key; row: ToolRow },
  circumstances: Circumstances,
): ToolInRequest['progress'] {
  const drafts = draftsIn(key, row.drafts);
  const whole = returnTool(context, row);
  const tool = hasRules(whole) ? toolAsAsked(whole, answersIn(drafts), circumstances) : whole;
  const progress = tool.sections.map((section) =>
    sectionProgress(tool, section, drafts.get(section.key)?.answers),
  );
  return {
    complete: progress.filter((each) => each === 'complete').length,
    sections: progress.length,
    begun: progress.some((each) => each !== 'not-started'),
  };
}
