import { randomUUID } from 'node:crypto';
import { dateOf } from '../../domain/calendar.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import { goodPlaces, type Terms } from '../../domain/terms.ts';
import { toolsOf } from '../../domain/tools.ts';
import { auditContext } from '../../records/audits/audit-context.ts';
import { recordPlanDecision } from '../../records/planning/plan-decisions.ts';
import { confirmTeamsTold } from '../../records/planning/teams-told.ts';
import { newestTerms, saveTerms } from '../../records/planning/terms.ts';
import { answerTerms, startTermsRound } from '../../records/planning/terms-round.ts';
import { type Act, type Asked, expectOutcome, inAudit } from '../asked.ts';

export const groupAgrees: Act = (asked) => groupDecides(asked, 'agreed', '');
export const groupWantsChanges: Act = (asked) =>
  groupDecides(asked, 'not-agreed', asked.more.text ?? 'Say more of what is looked at.');

/** The officer writes every part and puts the terms before the group. */
export const writeTerms: Act = async (asked) => {
  const { records, profile, now } = asked;
  const { of, by } = inAudit(asked);
  const key = await records.keyring.audit(records.database, of.auditId);
  const seen = (await newestTerms(records.database, key, of.auditId))?.version ?? 0;
  const terms = someTerms(profile, asked.more.text);
  const saved = await saveTerms(records, { ...of, seen, terms, finish: true }, by, now);
  expectOutcome('writing the terms of reference', saved, 'finished');
};

/** Something under every head and every question. */
export function someTerms(profile: Profile, text = 'As agreed at the planning meeting.'): Terms {
  const stage = stageOfKind(profile, 'agree-terms');
  if (!stage) throw new Error(`the profile ${profile.profile} has no terms of reference`);
  const good = 'The child was seen alone and what they said was acted on.';
  return {
    sections: Object.fromEntries(stage.sections.map(({ key }) => [key, text])),
    good: Object.fromEntries(goodPlaces(stage, toolsOf(profile)).map(({ place }) => [place, good])),
  };
}

/** Members are asked by email; the decision is recorded when all of them have answered. */
export const askMembersAboutTerms: Act = async (asked) => {
  const { of, by } = inAudit(asked);
  const outcome = await startTermsRound(asked.records, of, by, asked.now);
  expectOutcome('asking the members about the terms of reference', outcome, 'started');
};

export const agreeToTerms: Act = (asked) => answer(asked, 'agree', '');
export const wantTermsChanged: Act = (asked) =>
  answer(asked, 'change', asked.more.text ?? 'Add how parents are told.');

async function answer(asked: Asked, said: string, text: string): Promise<void> {
  const { records, ask, now } = asked;
  const typed = { answer: said, text: asked.more.text ?? text };
  const input = { partnershipId: ask.partnershipId, askId: ask.id, typed };
  const outcome = await answerTerms(records, input, { contactId: ask.contactId }, now);
  expectOutcome('answering the terms of reference', outcome, 'answered');
}

export const teamsWereTold: Act = (asked) => confirm(asked, 'told');
export const nobodyToTell: Act = (asked) => confirm(asked, 'nobody-to-tell');

async function confirm(asked: Asked, said: string): Promise<void> {
  const { records, ask, now } = asked;
  const text = asked.more.text ?? 'In the team meeting, with the note.';
  const typed = { answer: said, toldOn: dateOf(now), text };
  const input = { partnershipId: ask.partnershipId, askId: ask.id, typed };
  const outcome = await confirmTeamsTold(records, input, { contactId: ask.contactId }, now);
  expectOutcome('confirming that the teams were told', outcome, 'confirmed');
}

async function groupDecides(asked: Asked, outcome: string, text: string): Promise<void> {
  const { records, ask, profile, now } = asked;
  const { of, by } = inAudit(asked);
  const stage = ask.stageKey ?? '';
  const terms = stageOfKind(profile, 'agree-terms');
  const body = ask.step === 'endorse' ? terms?.body : ask.key.split('/').at(-1);
  const round = await records.database.ask.count({
    where: { auditId: of.auditId, stageKey: stage, step: 'terms-vote' },
  });
  const how = ask.step === 'endorse' && round > 0 ? 'email-round' : 'meeting';
  const { clock } = await auditContext(records.database, of.auditId);
  const typed = {
    outcome,
    how,
    date: dateOf(now, clock.calendar.zone),
    minuteReference: 'Item 4 of the minutes',
    text,
    confirmed: (terms?.confirms ?? []).map((_each, at) => String(at)),
  };
  const input = { ...of, key: randomUUID(), stage, body: body ?? '', typed };
  const recorded = await recordPlanDecision(records, input, by, now);
  expectOutcome(`recording that the group ${outcome}`, recorded, 'recorded');
}
