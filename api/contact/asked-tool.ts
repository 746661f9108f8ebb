import { toolAsAsked } from '../../domain/applicability.ts';
import type { Answers, Tool } from '../../domain/tool.ts';
import type { FoldedSection, ReturnView, SectionView } from '../../records/returns/return-view.ts';
import { whyWords } from './section-state.ts';

/** The tool as it is asked about this child, given what stands in its answers. */
export function askedTool({ tool, circumstances }: ReturnView, answers: Answers): Tool {
  return circumstances ? toolAsAsked(tool, answers, circumstances) : tool;
}

/** The sections that are asked and those that are not, in the tool's order. */
export function allSections(view: ReturnView): (SectionView | FoldedSection)[] {
  const keys = view.tool.sections.map(({ key }) => key);
  return [...view.sections, ...view.folded].sort(
    (a, b) => keys.indexOf(a.section.key) - keys.indexOf(b.section.key),
  );
}

/** What is not asked about this child, and why. */
export function foldedWords(view: ReturnView) {
  return view.folded.map(({ section, state }) => ({
    key: section.key,
    title: section.title,
    why: state.decided ? whyWords(section, state) : (section.applies?.note ?? ''),
  }));
}
