import type { SectionState } from '../../domain/applicability.ts';
import type { Section } from '../../domain/tool.ts';

/** Why a section is asked about this child or is not, in a sentence or two; empty where it always is. */
export function whyWords(
  section: Section,
  { applies, decided, reason }: Pick<SectionState, 'applies' | 'decided' | 'reason'>,
): string {
  if (!section.applies) return '';
  const { note } = section.applies;
  if (decided === 'opened') return `Opened all the same: ${reason}`;
  if (decided === 'closed') return `Closed: ${reason}`;
  return applies ? '' : `Not asked about this child. ${note}`;
}
