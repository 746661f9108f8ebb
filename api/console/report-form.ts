import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { blockHtml } from '../../documents/report-html.ts';
import { formatDate, isPlainDate } from '../../domain/calendar.ts';
import type { AddedBlock, BlockEdit, ReportEdit } from '../../domain/report-edit.ts';
import type { ReportConflict } from '../../domain/report-merge.ts';
import { blocksOf, type Report, type ReportBlock } from '../../domain/report-model.ts';
import type { ReportSectionPlan } from '../../domain/report-sections.ts';
import { blockName } from '../report-parts.ts';

/** What was typed, by field: "text-", "owner-", "due-" and "drop-" with a block's id, "new-" with a section's key. */
export type TypedReport = Record<string, string | undefined>;

/** Every field that the editor of this text can send, besides those of what was added. */
export function reportFields(report: Report, body: unknown): z.ZodRawShape {
  const shape: Record<string, z.ZodType> = {};
  const ids = blocksOf(report).map(({ block }) => block.id);
  for (const { key } of report.sections) {
    shape[`new-${key}`] = z.uuid().optional();
    const added = (body as Record<string, unknown> | undefined)?.[`new-${key}`];
    if (z.uuid().safeParse(added).success) ids.push(String(added));
  }
  for (const id of ids) {
    for (const field of ['text', 'owner', 'due']) shape[`${field}-${id}`] = z.string().optional();
    shape[`drop-${id}`] = z.literal('yes').optional();
  }
  return shape;
}

export function readReportEdit(report: Report, typed: TypedReport): ReportEdit {
  const blocks: Record<string, BlockEdit> = {};
  for (const { block } of blocksOf(report)) blocks[block.id] = blockEdit(block, typed);
  const added = report.sections.flatMap(({ key: section }): AddedBlock[] => {
    const id = typed[`new-${section}`];
    if (!id) return [];
    const told = (field: string) => typed[`${field}-${id}`] ?? '';
    const text = told('text');
    return [{ section, id, text, ownerAgencyId: told('owner'), dueDate: told('due') }];
  });
  return { blocks, added };
}

function blockEdit({ id, kind }: ReportBlock, typed: TypedReport): BlockEdit {
  if (kind === 'table') return { dropped: typed[`drop-${id}`] === 'yes' };
  const text = typed[`text-${id}`];
  if (text === undefined) return {};
  if (kind !== 'recommendation') return { text };
  const ownerAgencyId = typed[`owner-${id}`];
  const dueDate = typed[`due-${id}`];
  return {
    text,
    ...(ownerAgencyId === undefined ? {} : { ownerAgencyId }),
    ...(dueDate === undefined ? {} : { dueDate }),
  };
}

interface Shown {
  report: Report;
  /** The sections of the process. */
  planned: readonly ReportSectionPlan[];
  typed: TypedReport;
  conflicts: readonly ReportConflict[];
}

/** The editor's sections: what stands in each field, and beside it what somebody else has saved. */
export function editorSections({ report, planned, typed, conflicts }: Shown) {
  return report.sections.map(({ key, title, blocks }) => {
    const { adds = 'paragraph', prompt = '' } =
      planned.find((section) => section.key === key) ?? {};
    const lost = conflicts.filter((each) => each.section === key && each.theirs === null);
    const own = typed[`new-${key}`];
    const id = own ?? randomUUID();
    const told = (field: string) => typed[`${field}-${id}`] ?? '';
    const kept = lost.flatMap(({ mine }) => (mine && 'text' in mine ? mine.text : []));
    return {
      key,
      title,
      prompt,
      fields: blocks.map((block, place) => fieldOf(block, place, { typed, conflicts })),
      added: {
        id,
        kind: adds,
        text: [...kept, told('text')].filter((text) => text !== '').join('\n\n'),
        owner: told('owner'),
        due: told('due'),
        lost: kept.length > 0,
      },
    };
  });
}

function fieldOf(
  block: ReportBlock,
  place: number,
  { typed, conflicts }: Pick<Shown, 'typed' | 'conflicts'>,
) {
  const { id, kind } = block;
  const name = blockName(block, place);
  if (kind === 'table') {
    return { id, kind, name, html: blockHtml(block), dropped: typed[`drop-${id}`] === 'yes' };
  }
  const conflict = conflicts.find((each) => each.id === id);
  const mine = conflict ? typedBlock(conflict.mine) : { text: block.text };
  const text = typed[`text-${id}`] ?? mine.text;
  const told = kind === 'recommendation' ? { owner: block.ownerAgencyId, due: block.dueDate } : {};
  const recommended = { ...told, ...(conflict?.mine ? mine : {}) } as {
    owner?: string;
    due?: string;
  };
  return {
    id,
    kind,
    name,
    heading: kind === 'paragraph' ? block.heading : undefined,
    text,
    rows: rowsFor(text),
    owner: typed[`owner-${id}`] ?? recommended.owner,
    due: typed[`due-${id}`] ?? dayTyped(recommended.due ?? ''),
    theirs: conflict?.theirs ? blockHtml(conflict.theirs) : null,
    takenOut: conflict?.mine === null,
  };
}

function typedBlock(block: ReportBlock | null): { text: string; owner?: string; due?: string } {
  if (block === null || block.kind === 'table') return { text: '' };
  if (block.kind !== 'recommendation') return { text: block.text };
  return { text: block.text, owner: block.ownerAgencyId, due: block.dueDate };
}

/** "30 September 2027", as it is read back. */
function dayTyped(date: string): string {
  return isPlainDate(date) ? formatDate(date).replace(/^\w+ /, '') : date;
}

function rowsFor(text: string): number {
  const lines = text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / 60), 0);
  return Math.min(Math.max(lines + 1, 3), 20);
}
