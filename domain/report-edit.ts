import type { Report, ReportBlock, ReportSection } from './report-model.ts';
import { reportSections } from './report-sections.ts';
import { readTypedDate } from './typed-date.ts';

/** What somebody typed into one block; what is missing stays as it is. */
export interface BlockEdit {
  text?: string;
  ownerAgencyId?: string;
  /** As it was typed. */
  dueDate?: string;
  /** For a table: it is left out. */
  dropped?: boolean;
}

/** A block that somebody added at the end of a section, under an id that the form brought with it. */
export interface AddedBlock {
  section: string;
  id: string;
  text: string;
  ownerAgencyId: string;
  dueDate: string;
}

export interface ReportEdit {
  /** By the id of the block. */
  blocks: Record<string, BlockEdit>;
  added: AddedBlock[];
}

type NameOf = (agencyId: string) => string;

/** The report with what was typed; a text that was emptied goes, and an addition without text is none. */
export function applyEdit(report: Report, edit: ReportEdit, nameOf: NameOf): Report {
  const sections = report.sections.map((section) => ({
    ...section,
    blocks: [
      ...section.blocks.flatMap((block) => edited(block, edit.blocks[block.id] ?? {}, nameOf)),
      ...edit.added
        .filter((added) => added.section === section.key && tidy(added.text) !== '')
        .map((added) => newBlock(section, added, nameOf)),
    ],
  }));
  return { ...report, sections };
}

function edited(block: ReportBlock, typed: BlockEdit, nameOf: NameOf): ReportBlock[] {
  if (block.kind === 'table') return typed.dropped ? [] : [block];
  const text = typed.text === undefined ? block.text : tidy(typed.text);
  if (text === '') return [];
  if (block.kind !== 'recommendation') return [{ ...block, text }];
  const { ownerAgencyId = block.ownerAgencyId } = typed;
  const owner = ownerAgencyId === block.ownerAgencyId ? block.owner : nameOf(ownerAgencyId);
  const dueDate = typed.dueDate === undefined ? block.dueDate : dateOrTyped(typed.dueDate);
  return [{ ...block, text, ownerAgencyId, owner, dueDate }];
}

function newBlock(section: ReportSection, added: AddedBlock, nameOf: NameOf): ReportBlock {
  const { id, ownerAgencyId } = added;
  const text = tidy(added.text);
  const adds = reportSections.find((each) => each.key === section.key)?.adds ?? 'paragraph';
  if (adds !== 'recommendation') return { id, kind: adds, text };
  const number = 1 + Math.max(0, ...section.blocks.map(numberOf));
  const dueDate = dateOrTyped(added.dueDate);
  const told = { number, text, ownerAgencyId, owner: nameOf(ownerAgencyId), dueDate };
  return { id, kind: adds, recommendationId: null, ...told };
}

/** What is no date stays as it was typed, to be shown again with what is wrong. */
function dateOrTyped(typed: string): string {
  return readTypedDate(typed) ?? typed.trim();
}

function numberOf(block: ReportBlock): number {
  return block.kind === 'recommendation' ? block.number : 0;
}

function tidy(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}
