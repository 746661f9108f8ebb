import type { LetterFacts } from '../records/letters/letter-facts.ts';
import type { Composed, LeavingFacts } from '../records/letters/post.ts';
import type { Content, Door } from './content.ts';
import type { Letterhead } from './letter-plans.ts';
import { findLetter } from './letters/catalog.ts';
import { type Said, severalInOne } from './letters/several.ts';
import { writeMessage } from './message.ts';

/** One email of the letters that leave together for one person: the first one leads. */
export function composeEmail(head: Letterhead, letters: LeavingFacts[], now: Date): Composed {
  const said = letters.flatMap((each) => saidBy(each));
  const [lead] = said;
  if (!lead) throw new Error('an email of no letters');
  const content =
    said.length > 1 ? severalInOne(said, { console: consoleOf(head), now }) : lead.content;
  const door = content.button?.opens ?? null;
  return {
    opens: door === 'console' ? null : door,
    write: (token) => {
      const url = door && urlOf(head, door, token);
      return writeMessage(head.sender, { letters: said, facts: lead.facts, content, url, now });
    },
  };
}

function saidBy({ letter, facts }: LeavingFacts): (Said & LeavingFacts)[] {
  const type = findLetter(letter.kind);
  const content: Content | null = type?.render(facts) ?? null;
  if (!type || !content) return [];
  return [{ letter, facts, content: saidInPlace(content, facts), role: type.role }];
}

/** Whoever acts for somebody who is away is told why they get it. */
function saidInPlace(content: Content, { inPlaceOf }: LetterFacts): Content {
  if (!inPlaceOf) return content;
  const why = `You get this because you are covering for ${inPlaceOf.name}.`;
  return { ...content, after: [...(content.after ?? []), why] };
}

function urlOf(head: Letterhead, door: Door, token: string | null): string {
  switch (door) {
    case 'asks':
      return `${head.publicUrl}/l/${token}`;
    case 'sign-in':
      return `${head.publicUrl}/console/sign-in/${token}`;
    case 'console':
      return consoleOf(head);
  }
}

function consoleOf({ publicUrl }: Letterhead): string {
  return `${publicUrl}/console`;
}
