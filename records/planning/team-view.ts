import { type Profile, stageOfKind } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import type { Words } from '../../domain/words.ts';
import {
  askOfAgency,
  auditFacts,
  findOwnAsk,
  type OwnAsk,
  type ReaderIds,
} from '../asks/contact-view.ts';
import { agenciesThatLeft } from '../audits/agencies-that-left.ts';
import { auditContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { nameTeamStage } from './name-team.ts';
import { endorsedTerms } from './terms.ts';

/** What one agency said about whom it names to audit; silence and what came later are two lines. */
export interface TeamLine {
  agency: { id: string; key: string; name: string };
  /** Null while nothing was said. */
  answer: string | null;
  late: boolean;
  text: string;
  by: string | null;
  received: Received | null;
  members: { name: string; newcomer: boolean }[];
  dueDate: string;
  /** Whether something can be entered for it. */
  open: boolean;
  /** It was withdrawn from the audit: whom it named audit no more. */
  left: boolean;
}

/** The audit team agency by agency, as far as it is named (SO-6). */
export async function teamLines(
  records: Records,
  tx: Transaction,
  { partnershipId, auditId, key }: { partnershipId: string; auditId: string; key: Key },
): Promise<TeamLine[]> {
  const asks = await tx.ask.findMany({ where: { auditId, step: 'team' } });
  const rows = await tx.teamNaming.findMany({ where: { auditId }, orderBy: { givenAt: 'asc' } });
  const members = await tx.teamMember.findMany({
    where: { auditId },
    orderBy: { position: 'asc' },
  });
  const gone = await agenciesThatLeft(tx, auditId);
  const agencies = await tx.agency.findMany({
    where: { partnershipId, id: { in: asks.flatMap(({ agencyId }) => agencyId ?? []) } },
    select: { id: true, key: true, name: true },
    orderBy: { name: 'asc' },
  });
  const contactIds = [
    ...rows.map(({ givenById }) => givenById),
    ...members.map(({ contactId }) => contactId),
  ];
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  return agencies.flatMap((agency): TeamLine[] => {
    const ask = asks.find(({ agencyId }) => agencyId === agency.id);
    if (!ask) return [];
    const left = gone.has(agency.id);
    const open_ = !left && (ask.outcome === null || ask.outcome === 'not-answered');
    const base = { agency, dueDate: ask.dueDate, open: open_, left };
    const said = rows.filter(({ agencyId }) => agencyId === agency.id);
    if (said.length === 0) {
      const nothing = { answer: null, late: false, text: '', by: null, received: null };
      return [{ ...base, ...nothing, members: [] }];
    }
    return said.map(({ id, answer, late, textSealed, givenById, onBehalfOf }) => ({
      ...base,
      answer,
      late,
      text: textSealed ? open(key, `TeamNaming.textSealed/${id}`, textSealed) : '',
      by: names.get(givenById ?? '') ?? null,
      received: onBehalfOf
        ? openJson<Received>(key, `TeamNaming.onBehalfOf/${id}`, onBehalfOf)
        : null,
      members:
        answer === 'named'
          ? members
              .filter(({ agencyId }) => agencyId === agency.id)
              .map(({ contactId, newToAuditing }) => ({
                name: names.get(contactId) ?? '',
                newcomer: newToAuditing,
              }))
          : [],
    }));
  });
}

/** What an agency is asked about the audit team, or has said. */
export interface TeamAsk {
  ask: OwnAsk;
  number: string;
  words: Words;
  zone: string;
  agency: { id: string; key: string; name: string; mailDomains: string[] };
  focus: string;
  wanted: string;
  newcomers: boolean;
  most: number;
  terms: { title: string; text: string }[];
  said: TeamLine | null;
}

export async function teamAsk(
  records: Records,
  reader: ReaderIds,
  askId: string,
): Promise<TeamAsk | null> {
  return transaction(records, async (tx) => {
    const ask = await findOwnAsk(tx, reader, askId);
    return ask?.step === 'team' ? teamAskOf(records, tx, reader.partnershipId, ask) : null;
  });
}

/** The same for the business unit, which enters it for the agency. */
export async function teamAskOfAgency(
  records: Records,
  given: { partnershipId: string; auditId: string; agency: string },
): Promise<TeamAsk | null> {
  return transaction(records, async (tx) => {
    const ask = await askOfAgency(tx, { ...given, step: 'team' });
    return ask && teamAskOf(records, tx, given.partnershipId, ask);
  });
}

async function teamAskOf(
  records: Records,
  tx: Transaction,
  partnershipId: string,
  ask: OwnAsk,
): Promise<TeamAsk | null> {
  const { auditId } = ask;
  const context = await auditContext(tx, auditId);
  const key = await records.keyring.audit(tx, auditId);
  const facts = await auditFacts(records, tx, context);
  const agency = await tx.agency.findUnique({ where: { id: ask.agencyId ?? '' } });
  if (!agency) return null;
  const lines = await teamLines(records, tx, { partnershipId, auditId, key });
  const own = lines.filter(
    (line) => line.agency.id === agency.id && line.answer !== null && line.answer !== 'silent',
  );
  const { wanted, newcomers, most } = nameTeamStage(context);
  return {
    ask,
    number: context.number,
    words: context.profile.words,
    zone: facts.zone,
    agency: { ...agency, mailDomains: agency.mailDomains as string[] },
    focus: facts.focus,
    wanted,
    newcomers,
    most,
    terms: termsParts(context.profile, (await endorsedTerms(tx, key, auditId)).sections),
    said: own.at(-1) ?? null,
  };
}

function termsParts(
  profile: Profile,
  sections: Record<string, string>,
): { title: string; text: string }[] {
  return (stageOfKind(profile, 'agree-terms')?.sections ?? []).flatMap(({ key, title }) => {
    const text = sections[key] ?? '';
    return text === '' ? [] : [{ title, text }];
  });
}
