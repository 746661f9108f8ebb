import { stageOfKind, subjectOf } from '../../domain/profile.ts';
import type { AnswerCounts, ReportFacts } from '../../domain/report-facts.ts';
import type { Answers, Section } from '../../domain/tool.ts';
import { mergedScale, mergedSections, toolsOf } from '../../domain/tools.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { type ModeratedRating, moderationsOf } from '../discussion/moderation.ts';
import { leftSubjects } from '../returns/left-subjects.ts';
import { type Key, openJson } from '../store/sealing.ts';
import type { Transaction } from '../store/transaction.ts';

/** How many agencies were asked which children they knew, and which never said (DD-6). */
export async function involvementCounts(
  tx: Transaction,
  { auditId, profile }: AuditContext,
): Promise<ReportFacts['involvement']> {
  if (!stageOfKind(profile, 'check-involvement')) return null;
  const rows = await tx.involvement.findMany({
    where: { auditId, state: { not: 'withdrawn' } },
    select: { state: true, agency: { select: { name: true } } },
    orderBy: { agency: { name: 'asc' } },
  });
  const asked = new Set(rows.map(({ agency }) => agency.name));
  const silent = new Set(
    rows.flatMap(({ state, agency }) =>
      state === 'asked' || state === 'not-answered' ? [agency.name] : [],
    ),
  );
  return { asked: asked.size, answered: asked.size - silent.size, silent: [...silent] };
}

/** Who was asked about themselves and answered (SO-37, SO-38); null where it is about children. */
export async function answerCounts(
  tx: Transaction,
  { auditId, profile }: AuditContext,
): Promise<AnswerCounts | null> {
  const subject = subjectOf(profile);
  if (subject === 'case') return null;
  const rows = await tx.return.findMany({
    where: { auditId, state: { not: 'withdrawn' } },
    select: {
      caseId: true,
      part: true,
      version: true,
      state: true,
      request: { select: { agency: { select: { name: true } } } },
    },
  });
  const { size: withdrawn } = await leftSubjects(tx, auditId);
  if (subject === 'person') return { ...attendanceCounts(rows), withdrawn };
  const silent = rows.filter(({ version, state }) => version === 0 && state !== 'nil');
  return {
    subject,
    asked: rows.length,
    received: rows.filter(({ version }) => version > 0).length,
    nil: rows.filter(({ state }) => state === 'nil').length,
    silent: subject === 'agency' ? silent.map(({ request }) => request.agency.name).sort() : [],
    silentCount: silent.length,
    withdrawn,
  };
}

/** An attendance that was on the list by mistake does not count. */
function attendanceCounts(
  rows: { caseId: string; part: string; version: number; state: string }[],
): Omit<Extract<AnswerCounts, { subject: 'person' }>, 'withdrawn'> {
  const mistaken = new Set(rows.flatMap(({ state, caseId }) => (state === 'nil' ? caseId : [])));
  const ids = new Set(rows.map(({ caseId }) => caseId).filter((id) => !mistaken.has(id)));
  const said = (part: string) =>
    new Set(
      rows.flatMap((row) =>
        row.part === part && row.version > 0 && ids.has(row.caseId) ? row.caseId : [],
      ),
    );
  const attendees = said('attendee');
  const managers = said('manager');
  const both = [...attendees].filter((id) => managers.has(id)).length;
  const attendeeOnly = attendees.size - both;
  const managerOnly = managers.size - both;
  return {
    subject: 'person',
    attendances: ids.size,
    both,
    attendeeOnly,
    managerOnly,
    neither: ids.size - both - attendeeOnly - managerOnly,
  };
}

/** What each agency was asked for and sent; a child that it did not know after all does not count. */
export async function toolCounts(
  tx: Transaction,
  { auditId }: AuditContext,
): Promise<ReportFacts['tools']> {
  const rows = await tx.return.findMany({
    where: { auditId, state: { notIn: ['withdrawn', 'nil'] } },
    select: { version: true, request: { select: { agency: { select: { name: true } } } } },
  });
  const agencies = new Map<string, { asked: number; received: number }>();
  for (const { version, request } of rows) {
    const counts = agencies.get(request.agency.name) ?? { asked: 0, received: 0 };
    counts.asked += 1;
    if (version > 0) counts.received += 1;
    agencies.set(request.agency.name, counts);
  }
  return [...agencies]
    .map(([agency, counts]) => ({ agency, ...counts }))
    .sort((a, b) => (a.agency < b.agency ? -1 : 1));
}

/** The agencies' own grades and the agreed ones, by section; null where the process has none. */
export async function gradeCounts(
  tx: Transaction,
  context: AuditContext,
  key: Key,
): Promise<ReportFacts['grades']> {
  const { auditId, profile } = context;
  const tools = toolsOf(profile);
  const scale = mergedScale(tools);
  if (!scale) return null;
  const discussed = stageOfKind(profile, 'discuss')?.moderation ?? false;
  const returns = await gradedReturns(tx, auditId, key);
  const ids = new Set(returns.map(({ id }) => id));
  const agreed = (await moderationsOf(tx, key, { auditId })).filter((each) =>
    ids.has(each.returnId),
  );
  const sections = ratingQuestions(mergedSections(tools)).map(({ section, question, title }) => {
    const own = returns.map(({ answers }) => answers[section]?.[question] ?? '');
    const here = agreed.filter((each) => each.section === section && each.question === question);
    return {
      place: `${section}/${question}`,
      title,
      own: tally(own),
      agreed: discussed ? tally(here.map((each) => each.agreed ?? '')) : null,
      notAgreed: here.filter(isNotAgreed).length,
    };
  });
  return { scale, sections };
}

/** The newest submitted text of each tool about a child that is neither replaced nor under hold. */
async function gradedReturns(
  tx: Transaction,
  auditId: string,
  key: Key,
): Promise<{ id: string; answers: Answers }[]> {
  const rows = await tx.return.findMany({
    where: {
      auditId,
      version: { gt: 0 },
      state: { notIn: ['withdrawn', 'nil'] },
      case: { heldAt: null, state: { in: ['drawn', 'identified'] } },
    },
    select: { id: true, versions: { orderBy: { version: 'desc' }, take: 1 } },
  });
  return rows.flatMap(({ id, versions: [newest] }) => {
    if (!newest) return [];
    const place = `ReturnVersion.answersSealed/${newest.id}`;
    return [{ id, answers: openJson<Answers>(key, place, newest.answersSealed) }];
  });
}

function ratingQuestions(
  merged: Section[],
): { section: string; question: string; title: string }[] {
  return merged.flatMap(({ key: section, title, questions }) => {
    const ratings = questions.filter(({ type }) => type === 'rating');
    return ratings.map(({ key: question, label }) => ({
      section,
      question,
      title: ratings.length === 1 ? title : `${title}: ${label}`,
    }));
  });
}

function tally(grades: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const grade of grades) if (grade) counts[grade] = (counts[grade] ?? 0) + 1;
  return counts;
}

function isNotAgreed({ agreed }: ModeratedRating): boolean {
  return agreed === null;
}
