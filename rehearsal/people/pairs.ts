import { randomUUID } from 'node:crypto';
import { addMonths, dateOf } from '../../domain/calendar.ts';
import { peopleToChoose } from '../../records/directory/people-to-choose.ts';
import {
  addCaseAction,
  addKeyFinding,
  giveCaseFeedback,
} from '../../records/discussion/case-feedback.ts';
import { answerFacilitator } from '../../records/discussion/facilitators.ts';
import { writeQuestions } from '../../records/discussion/pair-questions.ts';
import { namePairs } from '../../records/discussion/pairs.ts';
import { pairsView } from '../../records/discussion/pairs-view.ts';
import { type Act, type Asked, expectOutcome, inAudit } from '../asked.ts';

export const canFacilitate: Act = (asked) => answer(asked, 'coming');

export const cannotFacilitate: Act = (asked) => answer(asked, 'not-coming');

async function answer(asked: Asked, reply: string): Promise<void> {
  const { records, ask, now } = asked;
  const { of, by } = inAudit(asked);
  const input = { partnershipId: of.partnershipId, askId: ask.id, reply };
  const outcome = await answerFacilitator(records, input, by, now);
  expectOutcome('saying whether they can facilitate', outcome, 'answered');
}

/** Two for each child, those first who said that they can; nobody who wrote or worked about it. */
export const nameAllPairs: Act = async (asked) => {
  const { records, now } = asked;
  const { of, by } = inAudit(asked);
  const view = await pairsView(records, of);
  const replies = new Map(view?.facilitators.map(({ contactId, reply }) => [contactId, reply]));
  const everybody = (await peopleToChoose(records, of)).map(({ contactId }) => contactId);
  const willing = everybody.filter((id) => replies.get(id) === 'coming');
  const others = everybody.filter((id) => !replies.has(id));
  const pairs = (view?.children ?? []).map(({ number, notFor }, at) => {
    const fits = (id: string) => !notFor.some(({ contactId }) => contactId === id);
    // Not always the same two.
    const turned = [
      ...willing.slice(at % willing.length),
      ...willing.slice(0, at % willing.length),
    ];
    const [first = '', second = ''] = [...turned, ...others].filter(fits);
    return { number, first, second };
  });
  expectOutcome('naming the pairs', await namePairs(records, { ...of, pairs }, by, now), 'named');
};

export const writeOurQuestions: Act = async (asked) => {
  const { records, ask, more, now } = asked;
  const { of, by } = inAudit(asked);
  const text = more.text ?? 'Who told the school?\nWhat was it like for the child at home?';
  const input = { partnershipId: of.partnershipId, askId: ask.id, text, seen: 0 };
  const outcome = await writeQuestions(records, input, by, now);
  expectOutcome('writing questions', outcome, 'written');
};

/** One key finding and one action of whichever agency wrote about the child first. */
export const feedBackOnCase: Act = async (asked) => {
  const { records, ask, more, now } = asked;
  const { of, by } = inAudit(asked);
  const given = { partnershipId: of.partnershipId, askId: ask.id };
  const text = more.text ?? 'The school saw it first, and was listened to.';
  const finding = { kind: 'good-practice', agencyId: null, text };
  const found = { ...given, key: randomUUID(), typed: finding };
  expectOutcome('a key finding', await addKeyFinding(records, found, by, now), 'recorded');
  const returned = await records.database.return.findFirstOrThrow({
    where: { auditId: of.auditId, case: { number: ask.round ?? 0 }, version: { gt: 0 } },
    include: { request: true },
    orderBy: { id: 'asc' },
  });
  const ownerAgencyId = returned.request.agencyId;
  const dueDate = addMonths(dateOf(now), 6);
  const action = { text: 'See this child alone once a month.', ownerAgencyId, dueDate };
  const added = { ...given, key: randomUUID(), typed: action };
  expectOutcome('an action for a case', await addCaseAction(records, added, by, now), 'recorded');
  expectOutcome('feeding back', await giveCaseFeedback(records, given, by, now), 'given');
};
