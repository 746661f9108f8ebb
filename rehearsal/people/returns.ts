import { factsSection, sectionState } from '../../domain/applicability.ts';
import type { Tool } from '../../domain/tool.ts';
import { handOver } from '../../records/asks/hand-over.ts';
import { askForMoreTime } from '../../records/asks/more-time.ts';
import { decideSection } from '../../records/returns/decide-section.ts';
import { declareNotKnown } from '../../records/returns/not-known.ts';
import { ownReturn } from '../../records/returns/own-return.ts';
import { saveDrafts } from '../../records/returns/return-drafts.ts';
import { sharingOf, startReturn } from '../../records/returns/start-return.ts';
import { submitReturn } from '../../records/returns/submit-return.ts';
import { circumstancesOfReturn } from '../../records/sample/case-facts.ts';
import { type Records, transaction } from '../../records/store/transaction.ts';
import { type Act, type Asked, expectOutcome } from '../asked.ts';

/** Every tool of the agency that is still open is completed and submitted. */
export const submitTools: Act = async (asked) => {
  const { records, more, now } = asked;
  for (const { id, contactId } of await openTools(asked)) {
    const said = more.text === undefined ? {} : { say: more.text };
    const outcome = await respondentSubmits(records, { returnId: id, contactId, ...said }, now);
    expectOutcome('submitting', outcome, 'submitted');
  }
};

/** The same, with a section that is not asked of each child by its circumstances, opened with a reason. */
export const submitToolsWithOpenedSection: Act = async (asked) => {
  const { records, ask, now } = asked;
  const by = { contactId: ask.contactId };
  for (const { id: returnId } of await openTools(asked)) {
    const own = { partnershipId: ask.partnershipId, returnId };
    await startReturn(records, { ...own, independent: true }, by, now);
    const section = await aFoldedSection(asked, own);
    const reason = 'The plan for the year after was begun in this period.';
    const decision = { ...own, section, decided: 'opened' as const, reason };
    const outcome = await decideSection(records, decision, by, now);
    expectOutcome('opening a section', outcome, 'decided');
  }
  await submitTools(asked);
};

/** The agency finds that it did not know a child in the period after all. */
export const declareTheseNotKnown: Act = async (asked) => {
  const { records, ask, now } = asked;
  const reason = asked.more.text ?? 'The records are of a cousin with the same name.';
  for (const { id } of await openTools(asked)) {
    const input = { partnershipId: ask.partnershipId, returnId: id, reason };
    const outcome = await declareNotKnown(records, input, { contactId: ask.contactId }, now);
    expectOutcome('declaring a child not known', outcome, 'declared');
  }
};

export const askMoreTime: Act = async ({ records, ask, now }) => {
  const input = { partnershipId: ask.partnershipId, askId: ask.id };
  const outcome = await askForMoreTime(records, input, { contactId: ask.contactId }, now);
  expectOutcome('asking for more time', outcome, 'given');
};

/** A colleague of the same agency, whom nobody knew before, answers for it from now on. */
export const handOverToColleague: Act = async ({ records, ask, now }) => {
  const agency = await records.database.agency.findUniqueOrThrow({
    where: { id: ask.agencyId ?? '' },
  });
  const [domain] = agency.mailDomains as string[];
  const colleague = { name: 'Alex Thornbury', email: `alex.thornbury@${domain}` };
  const input = { partnershipId: ask.partnershipId, askId: ask.id, colleague };
  const outcome = await handOver(records, input, { contactId: ask.contactId }, now);
  expectOutcome('handing over', outcome, 'handed-over');
};

/** The changes that were asked for are made: each section anew, and every remark answered. */
export const submitAgain: Act = async ({ records, ask, more, now }) => {
  const given = {
    returnId: ask.returnId ?? '',
    contactId: ask.contactId,
    say: more.text ?? 'Seen alone twice, and listened to.',
    remarkAnswer: 'Added what was missing.',
  };
  expectOutcome('submitting again', await respondentSubmits(records, given, now), 'submitted');
};

/** A person completes every tool of a request that is still open, and submits it. */
export async function respondentSubmitsAll(
  records: Records,
  given: { requestId: string; contactId: string },
  now: Date,
): Promise<string[]> {
  const { contactId } = given;
  const returns = await records.database.return.findMany({
    where: { requestId: given.requestId, state: { in: openStates } },
    orderBy: { case: { number: 'asc' } },
  });
  const outcomes: string[] = [];
  for (const { id } of returns) {
    outcomes.push(await respondentSubmits(records, { returnId: id, contactId }, now));
  }
  return outcomes;
}

export async function respondentSubmits(
  records: Records,
  given: {
    returnId: string;
    contactId: string;
    say?: string;
    remarkAnswer?: string;
    /** Which of the scale's grades, counted from 0. */
    grade?: number;
  },
  now: Date,
): Promise<string> {
  const { contactId, say = 'Seen alone and listened to.', remarkAnswer, grade = 1 } = given;
  const by = { contactId };
  const row = await records.database.return.findUniqueOrThrow({
    where: { id: given.returnId },
    include: {
      request: { include: { audit: true } },
      drafts: true,
    },
  });
  const { partnershipId } = row;
  const own = { partnershipId, returnId: row.id };
  const { windowTo: day } = row.request.audit;
  const found = await transaction(records, (tx) => ownReturn(records, tx, own, by));
  if (!found) throw new Error(`there is no return ${row.id} for ${contactId}`);
  const { tool } = found;
  // Where several partnerships share the tool, one return serves the first two of them.
  const serves = sharingOf(found.context)
    .slice(0, 2)
    .map(({ key }) => key);
  await startReturn(records, { ...own, independent: true, serves }, by, now);
  const drafts = tool.sections.map((section) => {
    const revision = row.drafts.find((draft) => draft.section === section.key)?.revision ?? 0;
    const answers = answersFor(section, { tool, text: say, day, grade });
    const draft = { section: section.key, answers, revision };
    return remarkAnswer === undefined ? draft : { ...draft, remarkAnswer };
  });
  const saved = await saveDrafts(records, { ...own, drafts }, by, now);
  const seen = drafts.map(({ section, revision }, at): [string, number] => {
    const outcome = saved[at] ?? { kind: 'not-found' };
    // Of one that was sent back only the sections with a remark are open.
    expectOutcome(`writing ${section}`, outcome, 'saved', 'not-open');
    return [section, outcome.kind === 'saved' ? outcome.revision : revision];
  });
  const submissionKey = `${row.id}-${row.version + 1}`;
  return (
    await submitReturn(records, { ...own, submissionKey, seen: Object.fromEntries(seen) }, by, now)
  ).kind;
}

/** The first section that is not asked about a child where every fact is said as `answersFor` says it. */
async function aFoldedSection(
  { records, ask }: Asked,
  own: { partnershipId: string; returnId: string },
): Promise<string> {
  return transaction(records, async (tx) => {
    const found = await ownReturn(records, tx, own, { contactId: ask.contactId });
    const circumstances = found && (await circumstancesOfReturn(tx, found));
    if (!circumstances) throw new Error('nothing in this tool depends on the child');
    const { tool } = found;
    const told = { tool, text: '', day: circumstances.period.to };
    const facts = tool.sections.find(({ key }) => key === factsSection);
    const answers = { [factsSection]: facts ? answersFor(facts, told) : {} };
    const folded = tool.sections.find(
      (section) => sectionState(tool, section, { answers, circumstances }).proposed === false,
    );
    if (!folded) throw new Error('every section of this tool is asked about this child');
    return folded.key;
  });
}

const openStates = ['asked', 'sent-back', 'not-answered'];

/** The open tools that the ask is about: a colleague's own, or all of the agency's others. */
async function openTools({ records, ask, more }: Asked) {
  const rows = await records.database.return.findMany({
    where: {
      state: { in: openStates },
      requestId: ask.requestId ?? '',
      assigneeId: ask.step === 'allocated' ? ask.contactId : null,
      ...(more.children ? { case: { number: { in: more.children } } } : {}),
    },
    orderBy: { case: { number: 'asc' } },
    select: { id: true },
  });
  return rows.map(({ id }) => ({ id, contactId: ask.contactId }));
}

interface Told {
  tool: Tool;
  text: string;
  /** Within the audit's period. */
  day: string;
  grade?: number;
}

function answersFor(section: Tool['sections'][number], { tool, text, day, grade = 1 }: Told) {
  return Object.fromEntries(
    section.questions.map((question) => {
      if (question.type === 'rating') return [question.key, tool.scale?.[grade]?.key ?? ''];
      if (question.type === 'yes-no') return [question.key, 'yes'];
      if (question.type === 'number') return [question.key, String(question.min)];
      if (question.type === 'date') return [question.key, day];
      if (question.type === 'choice') return [question.key, question.options[0]?.key ?? ''];
      return [question.key, text];
    }),
  );
}
