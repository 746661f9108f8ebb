import { type Profile, stageOfKind } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import type { Terms } from '../../domain/terms.ts';
import type { Words } from '../../domain/words.ts';
import {
  askOfAgency,
  auditFacts,
  findOwnAsk,
  type OwnAsk,
  type ReaderIds,
} from '../asks/contact-view.ts';
import { auditContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { type Key, open, openJson } from '../store/sealing.ts';
import { type Records, type Transaction, transaction } from '../store/transaction.ts';
import { tellTeamsStage } from './teams-told.ts';
import { endorsedTerms } from './terms.ts';

interface Of {
  partnershipId: string;
  auditId: string;
  key: Key;
}

export interface TeamsLine {
  agency: { id: string; key: string; name: string };
  /** Null while nothing was said. */
  answer: string | null;
  toldOn: string | null;
  late: boolean;
  text: string;
  by: string | null;
  received: Received | null;
  dueDate: string;
  /** Whether something can be entered for it. */
  open: boolean;
}

/** What an agency is asked about its teams, or has said. */
export interface TeamsAsk {
  ask: OwnAsk;
  number: string;
  zone: string;
  words: Words;
  agency: { id: string; key: string; name: string };
  focus: string;
  note: { title: string; text: string };
  /** The terms of reference that the group has agreed to; empty where the process has none. */
  terms: { title: string; text: string }[];
  said: TeamsLine | null;
}

export async function teamsAsk(
  records: Records,
  reader: ReaderIds,
  askId: string,
): Promise<TeamsAsk | null> {
  return transaction(records, async (tx) => {
    const ask = await findOwnAsk(tx, reader, askId);
    return ask?.step === 'teams-told' ? teamsAskOf(records, tx, reader.partnershipId, ask) : null;
  });
}

/** The same for the business unit, which enters it for the agency. */
export async function teamsAskOfAgency(
  records: Records,
  given: { partnershipId: string; auditId: string; agency: string },
): Promise<TeamsAsk | null> {
  return transaction(records, async (tx) => {
    const ask = await askOfAgency(tx, { ...given, step: 'teams-told' });
    return ask && teamsAskOf(records, tx, given.partnershipId, ask);
  });
}

async function teamsAskOf(
  records: Records,
  tx: Transaction,
  partnershipId: string,
  ask: OwnAsk,
): Promise<TeamsAsk | null> {
  const { auditId } = ask;
  const context = await auditContext(tx, auditId);
  const key = await records.keyring.audit(tx, auditId);
  const facts = await auditFacts(records, tx, context);
  const agency = await tx.agency.findUnique({ where: { id: ask.agencyId ?? '' } });
  if (!agency) return null;
  const lines = await teamsLines(records, tx, { partnershipId, auditId, key });
  const own = lines.filter(
    (line) => line.agency.id === agency.id && line.answer !== null && line.answer !== 'silent',
  );
  return {
    ask,
    number: context.number,
    zone: facts.zone,
    words: context.profile.words,
    agency: { id: agency.id, key: agency.key, name: agency.name },
    focus: facts.focus,
    note: tellTeamsStage(context).note,
    terms: termsParts(context.profile, await endorsedTerms(tx, key, auditId)),
    said: own.at(-1) ?? null,
  };
}

function termsParts(profile: Profile, terms: Terms): { title: string; text: string }[] {
  return (stageOfKind(profile, 'agree-terms')?.sections ?? []).flatMap(({ key, title }) => {
    const text = terms.sections[key] ?? '';
    return text === '' ? [] : [{ title, text }];
  });
}

/** What every agency said of its teams. */
export async function teamsLines(
  records: Records,
  tx: Transaction,
  { partnershipId, auditId, key }: Of,
): Promise<TeamsLine[]> {
  const asks = await tx.ask.findMany({ where: { auditId, step: 'teams-told' } });
  const rows = await tx.teamsTold.findMany({ where: { auditId }, orderBy: { givenAt: 'asc' } });
  const agencies = await tx.agency.findMany({
    where: { partnershipId, id: { in: asks.flatMap(({ agencyId }) => agencyId ?? []) } },
    select: { id: true, key: true, name: true },
    orderBy: { name: 'asc' },
  });
  const contactIds = rows.map(({ givenById }) => givenById);
  const names = await namesOf(records, tx, { partnershipId, contactIds });
  return agencies.flatMap((agency): TeamsLine[] => {
    const ask = asks.find(({ agencyId }) => agencyId === agency.id);
    if (!ask) return [];
    const base = {
      agency,
      dueDate: ask.dueDate,
      open: ask.outcome === null || ask.outcome === 'not-answered',
    };
    const said = rows.filter(({ agencyId }) => agencyId === agency.id);
    if (said.length === 0) {
      const nothing = { answer: null, toldOn: null, late: false, text: '', by: null };
      return [{ ...base, ...nothing, received: null }];
    }
    return said.map(({ id, answer, toldOn, late, textSealed, givenById, onBehalfOf }) => ({
      ...base,
      answer,
      toldOn,
      late,
      text: textSealed ? open(key, `TeamsTold.textSealed/${id}`, textSealed) : '',
      by: names.get(givenById ?? '') ?? null,
      received: onBehalfOf
        ? openJson<Received>(key, `TeamsTold.onBehalfOf/${id}`, onBehalfOf)
        : null,
    }));
  });
}
