import type { Tool } from '../../domain/tool.ts';
import { answerInvolvement } from '../../records/answer-involvement.ts';
import { profileOf } from '../../records/audit-context.ts';
import { enterIdentities } from '../../records/identities.ts';
import { saveDraft } from '../../records/return-drafts.ts';
import { startReturn } from '../../records/start-return.ts';
import { submitReturn } from '../../records/submit-return.ts';
import type { Records } from '../../records/transaction.ts';

/** Scripted people: each does through the records what the pages do for a person. */

/** The officer names every drawn child. */
export async function officerNamesChildren(
  records: Records,
  given: { auditId: string; officer: string },
  now: Date,
): Promise<void> {
  const cases = await records.database.case.findMany({
    where: { auditId: given.auditId, state: 'drawn' },
    orderBy: { number: 'asc' },
  });
  for (const { id, partnershipId, number } of cases) {
    const names = [`Child Number${number}`];
    const people = [{ relation: 'subject', names, born: '2014-03-09', address: '', nhsNumber: '' }];
    const entered = await enterIdentities(
      records,
      { partnershipId, caseId: id, people },
      { contactId: given.officer },
      now,
    );
    if (entered.kind !== 'entered') throw new Error(JSON.stringify(entered));
  }
}

/** An agency says which of the children (by number) it knew. */
export async function leadAnswersInvolvement(
  records: Records,
  given: { askId: string; knows: number[] },
  now: Date,
): Promise<string> {
  const ask = await records.database.ask.findUniqueOrThrow({ where: { id: given.askId } });
  const cases = await records.database.case.findMany({
    where: { auditId: ask.auditId ?? '', state: { in: ['drawn', 'identified'] } },
  });
  const services = await records.database.service.findMany({
    where: { agencyId: ask.agencyId ?? '' },
  });
  const answered = await answerInvolvement(
    records,
    {
      partnershipId: ask.partnershipId,
      askId: ask.id,
      answers: cases.map((each) => ({
        caseId: each.id,
        known: given.knows.includes(each.number),
        services: [{ serviceId: services[0]?.id ?? null, caseHolder: 'Robin Whitaker' }],
        othersInvolved: [],
      })),
    },
    { contactId: ask.contactId },
    now,
  );
  return answered.kind;
}

/** A person completes every tool of a request that is still open, and submits it. */
export async function respondentSubmitsAll(
  records: Records,
  given: { requestId: string; contactId: string },
  now: Date,
): Promise<string[]> {
  const returns = await records.database.return.findMany({
    where: { requestId: given.requestId, state: { in: ['asked', 'sent-back', 'not-answered'] } },
    orderBy: { case: { number: 'asc' } },
  });
  const outcomes: string[] = [];
  for (const each of returns) {
    outcomes.push(
      await respondentSubmits(records, { returnId: each.id, contactId: given.contactId }, now),
    );
  }
  return outcomes;
}

export async function respondentSubmits(
  records: Records,
  given: { returnId: string; contactId: string; say?: string },
  now: Date,
): Promise<string> {
  const by = { contactId: given.contactId };
  const row = await records.database.return.findUniqueOrThrow({
    where: { id: given.returnId },
    include: { request: { include: { audit: true } }, drafts: true },
  });
  const { partnershipId } = row;
  const own = { partnershipId, returnId: row.id };
  const { tool } = await profileOf(records.database, row.request.audit.profileVersionId);
  await startReturn(records, { ...own, independent: true }, by, now);
  const seen: Record<string, number> = {};
  for (const section of tool.sections) {
    const revision = row.drafts.find((draft) => draft.section === section.key)?.revision ?? 0;
    const answers = answersFor(tool, section, given.say ?? 'Seen alone and listened to.');
    const saved = await saveDraft(
      records,
      { ...own, section: section.key, answers, revision },
      by,
      now,
    );
    if (saved.kind !== 'saved') throw new Error(JSON.stringify(saved));
    seen[section.key] = saved.revision;
  }
  const submitted = await submitReturn(
    records,
    { ...own, submissionKey: `${row.id}-${row.version + 1}`, seen },
    by,
    now,
  );
  return submitted.kind;
}

function answersFor(tool: Tool, section: Tool['sections'][number], text: string) {
  return Object.fromEntries(
    section.questions.map((question) => {
      if (question.type === 'rating') return [question.key, tool.scale?.[1]?.key ?? ''];
      if (question.type === 'yes-no') return [question.key, 'yes'];
      if (question.type === 'number') return [question.key, String(question.min)];
      if (question.type === 'date') return [question.key, '2026-11-02'];
      if (question.type === 'choice') return [question.key, question.options[0]?.key ?? ''];
      return [question.key, text];
    }),
  );
}
