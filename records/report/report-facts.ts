import { stageOfKind } from '../../domain/profile.ts';
import type { ReportFacts, SampleFacts } from '../../domain/report-facts.ts';
import { plannedSections } from '../../domain/report-sections.ts';
import { processLearningHead } from '../../domain/stages/discuss.ts';
import type { AuditContext } from '../audits/audit-context.ts';
import { revisedReturns } from '../checks/revised-returns.ts';
import { placeOfPerson } from '../discussion/chair.ts';
import { conclusionsOf } from '../discussion/conclusions.ts';
import { attendeesOf, representationOf } from '../discussion/discussion-people.ts';
import { findingsOf } from '../discussion/findings.ts';
import { recommendationsOf } from '../discussion/recommendations.ts';
import { benchmarkIn } from '../planning/benchmark.ts';
import { kloesOf } from '../planning/kloes.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { answerCounts, gradeCounts, involvementCounts, toolCounts } from './report-counts.ts';

/** What is known of an audit when its report is drafted; of a child under hold, only that it is. */
export async function reportFacts(
  records: Records,
  tx: Transaction,
  context: AuditContext,
): Promise<ReportFacts> {
  const { auditId: id, profile } = context;
  const key = await records.keyring.audit(tx, id);
  const audit = await tx.audit.findUniqueOrThrow({
    where: { id },
    include: { sources: { orderBy: { id: 'asc' } }, partnership: { select: { name: true } } },
  });
  const labels = stageOfKind(profile, 'choose-theme')?.sources ?? [];
  return {
    title: profile.title,
    reportTitle: stageOfKind(profile, 'write-report')?.title ?? null,
    sections: plannedSections(stageOfKind(profile, 'write-report')?.sections),
    partnership: audit.partnership.name,
    number: context.number,
    words: profile.words,
    focus: open(key, `Audit.focusSealed/${id}`, audit.focusSealed),
    kloes: kloesOf(profile, audit.kloes).map(({ label }) => label),
    sources: audit.sources.map((source) => ({
      label: labels.find((each) => each.key === source.kind)?.label ?? source.kind,
      rationale: open(key, `AuditSource.rationaleSealed/${source.id}`, source.rationaleSealed),
    })),
    period: { from: audit.windowFrom, to: audit.windowTo },
    sample: await sampleFacts(tx, context, key),
    involvement: await involvementCounts(tx, context),
    tools: await toolCounts(tx, context),
    answers: await answerCounts(tx, context),
    grades: await gradeCounts(tx, context, key),
    benchmark: (await benchmarkIn(records, tx, context))?.comparison ?? null,
    revised: (await revisedReturns(tx, context, key)).length,
    findings: await findingFacts(tx, context, key),
    conclusions: await conclusionFacts(tx, context, key),
    ...(await processLearningFacts(tx, context, key)),
    recommendations: await recommendationFacts(tx, context, key),
    discussion: await discussionFacts(records, tx, context),
  };
}

async function sampleFacts(
  tx: Transaction,
  { auditId, profile }: AuditContext,
  key: Key,
): Promise<SampleFacts | null> {
  const stage = stageOfKind(profile, 'draw-sample');
  const frame = await tx.samplingFrame.findUnique({ where: { auditId } });
  if (!stage || !frame) return null;
  const cases = await tx.case.findMany({
    where: { auditId },
    select: {
      stratum: true,
      state: true,
      heldAt: true,
      replacesCaseId: true,
      ticket: { select: { drawn: true } },
    },
  });
  const current = cases.filter(({ state }) => state === 'drawn' || state === 'identified');
  const place = `SamplingFrame.leftOutSealed/${frame.id}`;
  const leftOut = openJson<{ stratum: string; reason: string }[]>(key, place, frame.leftOutSealed);
  const labelOf = (level: string) =>
    stage.strata.find((each) => each.key === level)?.label ?? level;
  return {
    listed: frame.rowCount,
    excluded: await tx.frameRow.count({
      where: { frameId: frame.id, excludedReasonSealed: { not: null } },
    }),
    levels:
      stage.strata.length === 0
        ? [{ label: 'All', children: current.length }]
        : stage.strata.map((level) => ({
            label: level.label,
            children: current.filter(({ stratum }) => stratum === level.key).length,
          })),
    allocated: stage.how === 'allocated',
    leftOut: leftOut.map(({ stratum, reason }) => ({ label: labelOf(stratum), reason })),
    replaced: cases.filter(({ state }) => state === 'replaced').length,
    withdrawn: cases.filter(({ state }) => state === 'withdrawn').length,
    added: cases.filter((each) => each.ticket?.drawn === false && !each.replacesCaseId).length,
    held: current.filter(({ heldAt }) => heldAt !== null).length,
  };
}

async function findingFacts(
  tx: Transaction,
  { auditId }: AuditContext,
  key: Key,
): Promise<ReportFacts['findings']> {
  const left = await tx.case.findMany({
    where: {
      auditId,
      OR: [{ heldAt: { not: null } }, { state: { in: ['replaced', 'withdrawn'] } }],
    },
    select: { id: true },
  });
  const findings = await findingsOf(tx, key, auditId);
  return findings.filter(({ caseId }) => !left.some(({ id }) => id === caseId));
}

async function conclusionFacts(
  tx: Transaction,
  { auditId, profile }: AuditContext,
  key: Key,
): Promise<ReportFacts['conclusions']> {
  const written = await conclusionsOf(tx, key, auditId);
  const heads = stageOfKind(profile, 'discuss')?.conclusions ?? [];
  return heads.flatMap(({ key: head, label }) => {
    const text = written.get(head)?.text ?? '';
    return text ? [{ label, text }] : [];
  });
}

async function processLearningFacts(
  tx: Transaction,
  { auditId, profile }: AuditContext,
  key: Key,
): Promise<Pick<ReportFacts, 'processLearning'>> {
  if (!stageOfKind(profile, 'discuss')?.processLearning) return {};
  const written = await conclusionsOf(tx, key, auditId);
  const processLearning = written.get(processLearningHead.key)?.text ?? '';
  return processLearning ? { processLearning } : {};
}

async function recommendationFacts(
  tx: Transaction,
  { auditId, partnershipId }: AuditContext,
  key: Key,
): Promise<ReportFacts['recommendations']> {
  const agencies = await tx.agency.findMany({
    where: { partnershipId },
    select: { id: true, name: true },
  });
  const recommendations = await recommendationsOf(tx, key, auditId);
  return recommendations.map(({ id, number, text, ownerAgencyId, dueDate }) => {
    const owner = agencies.find((agency) => agency.id === ownerAgencyId)?.name ?? '';
    return { id, number, text, ownerAgencyId, owner, dueDate };
  });
}

async function discussionFacts(
  records: Records,
  tx: Transaction,
  context: AuditContext,
): Promise<ReportFacts['discussion']> {
  const meeting = await tx.meeting.findFirst({
    where: { auditId: context.auditId, recordedAt: { not: null } },
  });
  if (!meeting) return null;
  const people = await attendeesOf(records, tx, { context, meeting });
  const { missing } = await representationOf(tx, context, people);
  return {
    date: meeting.date,
    present: people.filter(({ attended }) => attended === true).length,
    chair: await chairFacts(tx, context, meeting.chairId),
    missing: missing.map(({ agency, service }) => (service ? `${agency}, ${service}` : agency)),
  };
}

async function chairFacts(
  tx: Transaction,
  { profile }: AuditContext,
  chairId: string | null,
): Promise<NonNullable<ReportFacts['discussion']>['chair']> {
  const wanted = stageOfKind(profile, 'discuss')?.chair;
  if (!wanted || !chairId) return null;
  return { from: await placeOfPerson(tx, chairId), independent: wanted.independent };
}
