import type { Profile } from '../../domain/profile.ts';
import type { Received } from '../../domain/received.ts';
import type { Report } from '../../domain/report-model.ts';
import type { PassOn } from '../../domain/stages/disseminate.ts';
import type { Words } from '../../domain/words.ts';
import { notWithdrawn } from '../asks/asks.ts';
import { findOwnAsk, type OwnAsk, type ReaderIds } from '../asks/contact-view.ts';
import { enteredAnswers } from '../asks/entered-answers.ts';
import { auditContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { circulatedReport } from '../report/report-versions.ts';
import { type Key, open } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';
import { type ExperienceView, experienceOfAudit } from './experience.ts';
import { type OutputView, outputViews } from './outputs.ts';
import { passOnAt } from './pass-on.ts';

/** What was made of an audit and passed on, for the business unit. */
export interface LearningView {
  number: string;
  zone: string;
  profile: Profile;
  outputs: OutputView[];
  passOn: PassOnLine[];
  /** What was said about the process; null where nobody is asked. */
  experience: ExperienceView | null;
}

export interface PassOnLine {
  settings: PassOn;
  name: string;
  agency: string | null;
  dueDate: string;
  asked: boolean;
  /** Their ask, while it can be answered for them. */
  askId: string | null;
  /** How it was received, where it was entered for them. */
  received: Received | null;
  said: Said | null;
}

export interface Said {
  answer: string;
  late: boolean;
  text: string;
  replies: string;
  at: Date;
}

export async function learningView(
  records: Records,
  given: { partnershipId: string; auditId: string },
): Promise<LearningView | null> {
  const experience = await experienceOfAudit(records, given);
  return transaction(records, async (tx) => {
    const { partnershipId, auditId } = given;
    const begun = await tx.stage.count({ where: { auditId, partnershipId, kind: 'disseminate' } });
    if (begun === 0) return null;
    const context = await auditContext(tx, auditId);
    const key = await records.keyring.audit(tx, auditId);
    const asks = await tx.ask.findMany({
      where: { auditId, step: 'pass-on', ...notWithdrawn },
      orderBy: [{ round: 'asc' }, { key: 'asc' }],
      include: { contact: { select: { agency: { select: { name: true } } } } },
    });
    const rows = await tx.passedOn.findMany({ where: { auditId }, orderBy: { givenAt: 'asc' } });
    const entered = await enteredAnswers(tx, key, auditId);
    const contactIds = asks.map(({ contactId }) => contactId);
    const names = await namesOf(records, tx, { partnershipId, contactIds });
    return {
      number: context.number,
      zone: context.clock.calendar.zone,
      profile: context.profile,
      experience,
      outputs: await outputViews(records, tx, context),
      passOn: asks.map(({ id, stageKey, round, contactId, contact, dueDate, outcome }) => {
        const row = rows.findLast(({ askId }) => askId === id);
        return {
          settings: passOnAt(context, { stageKey, round }),
          name: names.get(contactId) ?? '',
          agency: contact.agency?.name ?? null,
          dueDate,
          asked: outcome === null,
          askId: outcome === null || outcome === 'not-answered' ? id : null,
          received: entered.get(id) ?? null,
          said: row ? saidIn(key, row) : null,
        };
      }),
    };
  });
}

/** What somebody is asked to pass on, or has said of it. */
export interface PassOnAsk {
  ask: OwnAsk;
  number: string;
  zone: string;
  words: Words;
  settings: PassOn;
  said: Said | null;
  /** The report as it was finished, where it is shared with them (WA-15). */
  report: Report | null;
}

export async function passOnAsk(
  records: Records,
  reader: ReaderIds,
  askId: string,
): Promise<PassOnAsk | null> {
  return transaction(records, async (tx) => {
    const ask = await findOwnAsk(tx, reader, askId);
    if (ask?.step !== 'pass-on') return null;
    const context = await auditContext(tx, ask.auditId);
    const key = await records.keyring.audit(tx, ask.auditId);
    const { stageKey, round } = await tx.ask.findUniqueOrThrow({ where: { id: askId } });
    const row = await tx.passedOn.findFirst({
      where: { askId, NOT: { answer: 'silent' } },
    });
    const settings = passOnAt(context, { stageKey, round });
    return {
      ask,
      number: context.number,
      zone: context.clock.calendar.zone,
      words: context.profile.words,
      settings,
      said: row && saidIn(key, row),
      report: settings.report
        ? ((await circulatedReport(tx, key, ask.auditId))?.report ?? null)
        : null,
    };
  });
}

interface Row {
  id: string;
  answer: string;
  late: boolean;
  textSealed: Uint8Array | null;
  repliesSealed: Uint8Array | null;
  givenAt: Date;
}

function saidIn(key: Key, row: Row): Said {
  const { id, answer, late, textSealed, repliesSealed, givenAt: at } = row;
  const text = (column: string, sealed: Uint8Array | null) =>
    sealed ? open(key, `PassedOn.${column}/${id}`, sealed) : '';
  return {
    answer,
    late,
    text: text('textSealed', textSealed),
    replies: text('repliesSealed', repliesSealed),
    at,
  };
}
