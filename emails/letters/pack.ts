import { formatDate } from '../../domain/calendar.ts';
import type { LetterFacts } from '../../records/letters/letter-facts.ts';
import type { Block, Content } from '../content.ts';
import { count, upperFirst } from '../wording.ts';
import { discussionRows } from './discussion-invitation.ts';
import { linkNote } from './notes.ts';

const care =
  'What it holds is restricted and strictly confidential. It is shown only to those who take part, each with the children whose cases are theirs, so please do not pass it on.';

/** The collated tools are there to read before the discussion (DD-13). */
export function packCirculated(facts: LetterFacts): Content | null {
  const { partnership, pack, words } = facts;
  if (!pack) return null;
  return packLetter(facts, {
    subject: `Pack to read${before(facts)} – ${partnership.name}`,
    blocks: [
      `${partnership.name} has collated the ${words.returns}. You take part in the cases of ${count(pack.children, 'child', 'children')}, and the pack shows what each agency wrote about them.`,
      `Please read it before the ${words.discussion}.`,
    ],
  });
}

/** Something came in after the pack: who had the pack is told once. */
export function packSupplement(facts: LetterFacts): Content | null {
  const { partnership, pack, words } = facts;
  if (!pack) return null;
  const added = count(pack.fresh, words.return, words.returns);
  return packLetter(facts, {
    subject: `${upperFirst(added)} added to the pack to read${before(facts)} – ${partnership.name}`,
    blocks: [
      `Since we sent you the pack, ${added} about children whose cases are yours ${pack.fresh === 1 ? 'has' : 'have'} come in. The pack shows ${pack.fresh === 1 ? 'it' : 'them'}, marked as added.`,
    ],
  });
}

function packLetter(facts: LetterFacts, own: { subject: string; blocks: Block[] }): Content {
  const audit: [string, string][] = facts.audit ? [['Audit', facts.audit.number]] : [];
  return {
    subject: own.subject,
    blocks: [...own.blocks, { rows: [...audit, ...discussionRows(facts)] }, care],
    button: { label: 'Open the pack', opens: 'asks' },
    after: [linkNote],
  };
}

function before({ discussion }: LetterFacts): string {
  const date = discussion?.date;
  return date && 'date' in date ? ` before ${formatDate(date.date)}` : '';
}
