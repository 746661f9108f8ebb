import type { DegreeDate } from '../../domain/degree-dates.ts';
import { type Profile, stageOfKind } from '../../domain/profile.ts';
import {
  type AuditFacts,
  auditFacts,
  findOwnAsk,
  type OwnAsk,
  type ReaderIds,
} from '../asks/contact-view.ts';
import { auditContext, findContext } from '../audits/audit-context.ts';
import { asDegreeDate } from '../audits/date-rows.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Key, open } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { type TeamLine, teamLines } from './team-view.ts';
import { type TeamsLine, teamsLines } from './teams-told-view.ts';
import { newestTerms, openedTerms, type TermsText } from './terms.ts';
import { themeAskKey } from './theme.ts';

/** What one group decided, or is still to decide. */
export interface GroupLine {
  body: string;
  name: string;
  /** What it does about the theme. */
  does?: string;
  /** By when the officer is asked to record it; null where nobody asks. */
  dueDate: string | null;
  decisions: DecisionLine[];
}

export interface DecisionLine {
  outcome: string;
  how: string;
  date: string;
  minuteReference: string | null;
  text: string;
  version: number | null;
  recordedBy: string;
  recordedAt: Date;
}

export interface MemberLine {
  name: string;
  version: number;
  /** Null while nothing was said. */
  answer: string | null;
  text: string;
  /** Their ask, while it can be answered for them. */
  askId: string | null;
}

/** How an audit is planned: what groups decided, its terms of reference, who told their teams. */
export interface PlanningView {
  auditId: string;
  number: string;
  state: string;
  zone: string;
  focus: string;
  window: { from: string; to: string };
  dates: { label: string; date: DegreeDate }[];
  profile: Profile;
  theme: { stage: string; groups: GroupLine[] } | null;
  terms: {
    stage: string;
    newest: TermsText | null;
    writing: { dueDate: string } | null;
    group: GroupLine;
    members: MemberLine[];
  } | null;
  team: TeamLine[] | null;
  teams: TeamsLine[] | null;
}

export async function planningView(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<PlanningView | null> {
  return transaction(records, async (tx) => {
    const { auditId } = given;
    const context = await findContext(tx, given);
    if (!context) return null;
    const { profile, number, state } = context;
    const key = await records.keyring.audit(tx, auditId);
    const facts = await auditFacts(records, tx, context);
    const lines = await groupLines(records, tx, { ...given, key });
    const theme = stageOfKind(profile, 'choose-theme');
    const terms = stageOfKind(profile, 'agree-terms');
    const asks = await tx.ask.findMany({ where: { auditId, outcome: null } });
    const due = (where: (ask: { key: string; step: string }) => boolean) =>
      asks.find(where)?.dueDate ?? null;
    const writing = due(({ step }) => step === 'terms');
    return {
      auditId,
      number,
      state,
      zone: facts.zone,
      focus: facts.focus,
      window: facts.window,
      dates: await datesOf(tx, context),
      profile,
      theme:
        theme && theme.groups.length > 0
          ? {
              stage: theme.key,
              groups: theme.groups.map(({ body, does }) => ({
                ...lines(body, 'theme'),
                does,
                dueDate: due((ask) => ask.key === themeAskKey(context, theme, body)),
              })),
            }
          : null,
      terms: terms
        ? {
            stage: terms.key,
            newest: await newestTerms(tx, key, auditId),
            writing: writing ? { dueDate: writing } : null,
            group: {
              ...lines(terms.body, 'terms'),
              dueDate: due(({ step }) => step === 'endorse'),
            },
            members: await memberLines(records, tx, { ...given, key }),
          }
        : null,
      team: stageOfKind(profile, 'name-team')
        ? await teamLines(records, tx, { ...given, key })
        : null,
      teams: stageOfKind(profile, 'tell-teams')
        ? await teamsLines(records, tx, { ...given, key })
        : null,
    };
  });
}

interface Of {
  partnershipId: string;
  auditId: string;
  key: Key;
}

async function datesOf(
  tx: Transaction,
  { auditId, profile }: { auditId: string; profile: Profile },
) {
  const rows = await tx.auditDate.findMany({ where: { auditId, supersededAt: null } });
  return profile.dates.map(({ key, label }) => {
    const row = rows.find((each) => each.key === key);
    return { label, date: row ? asDegreeDate(row) : ({ degree: 'unknown' } as const) };
  });
}

async function groupLines(records: Records, tx: Transaction, { partnershipId, auditId, key }: Of) {
  const rows = await tx.planDecision.findMany({
    where: { auditId },
    orderBy: { recordedAt: 'asc' },
  });
  const bodies = await tx.body.findMany({ where: { partnershipId } });
  const contactIds = rows.map(({ recordedById }) => recordedById);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  return (body: string, subject: string): Omit<GroupLine, 'dueDate'> => {
    const row = bodies.find((each) => each.key === body);
    const own = rows.filter((each) => each.bodyId === row?.id && each.subject === subject);
    return {
      body,
      name: row?.name ?? body,
      decisions: own.map(({ id, textSealed, recordedById, termsVersion, ...told }) => ({
        outcome: told.outcome,
        how: told.how,
        date: told.date,
        minuteReference: told.minuteReference,
        recordedAt: told.recordedAt,
        version: termsVersion,
        text: textSealed ? open(key, `PlanDecision.textSealed/${id}`, textSealed) : '',
        recordedBy: names.get(recordedById) ?? '',
      })),
    };
  };
}

async function memberLines(
  records: Records,
  tx: Transaction,
  { partnershipId, auditId, key }: Of,
): Promise<MemberLine[]> {
  const answers = await tx.termsAnswer.findMany({
    where: { auditId },
    orderBy: { answeredAt: 'asc' },
  });
  const open_ = await tx.ask.findMany({ where: { auditId, step: 'terms-vote', outcome: null } });
  const contactIds = [...answers, ...open_].map(({ contactId }) => contactId);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  const nameOf = (id: string) => names.get(id) ?? '';
  return [
    ...answers.map(({ id, contactId, version, answer, textSealed }) => ({
      name: nameOf(contactId),
      version,
      answer,
      askId: null,
      text: textSealed ? open(key, `TermsAnswer.textSealed/${id}`, textSealed) : '',
    })),
    ...open_.map(({ id: askId, contactId, round }) => {
      return { name: nameOf(contactId), version: round ?? 0, answer: null, text: '', askId };
    }),
  ];
}

/** The terms of reference that a member is asked about, with what they were told or have said. */
export interface TermsAsk {
  ask: OwnAsk;
  facts: AuditFacts;
  dates: { label: string; date: DegreeDate }[];
  text: TermsText;
  said: { answer: string; text: string } | null;
}

export async function termsAsk(
  records: Records,
  reader: ReaderIds,
  askId: string,
): Promise<TermsAsk | null> {
  return transaction(records, async (tx) => {
    const ask = await findOwnAsk(tx, reader, askId);
    if (ask?.step !== 'terms-vote') return null;
    const { auditId } = ask;
    const { round } = await tx.ask.findUniqueOrThrow({ where: { id: ask.id } });
    const row = await tx.termsVersion.findFirst({ where: { auditId, version: round ?? 0 } });
    if (!row) return null;
    const context = await auditContext(tx, auditId);
    const key = await records.keyring.audit(tx, auditId);
    const said = await tx.termsAnswer.findFirst({
      where: { auditId, contactId: reader.contactId, version: row.version },
    });
    return {
      ask,
      facts: await auditFacts(records, tx, context),
      dates: await datesOf(tx, context),
      text: openedTerms(key, row),
      said: said && {
        answer: said.answer,
        text: said.textSealed
          ? open(key, `TermsAnswer.textSealed/${said.id}`, said.textSealed)
          : '',
      },
    };
  });
}
