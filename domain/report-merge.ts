import { blocksOf, type Report, type ReportBlock, sameBlock } from './report-model.ts';

/** A block that two people changed at once, as each left it; null: taken out. */
export interface ReportConflict {
  section: string;
  id: string;
  mine: ReportBlock | null;
  theirs: ReportBlock | null;
}

export interface MergedReport {
  /** What both wrote; where they wrote different things in one block, what they wrote. */
  report: Report;
  conflicts: ReportConflict[];
}

/** Puts together what two people made of the same text, block by block. */
export function mergeReports(base: Report, theirs: Report, mine: Report): MergedReport {
  const before = byId(base);
  const their = byId(theirs);
  const own = byId(mine);
  const conflicts: ReportConflict[] = [];
  const decided = new Map<string, ReportBlock | null>();
  for (const [id, { section }] of new Map([...before, ...own])) {
    const was = before.get(id)?.block ?? null;
    const theirBlock = their.get(id)?.block ?? null;
    const mineBlock = own.get(id)?.block ?? null;
    if (sameBlock(mineBlock, was) || sameBlock(mineBlock, theirBlock)) continue;
    if (sameBlock(theirBlock, was)) decided.set(id, mineBlock);
    else conflicts.push({ section, id, mine: mineBlock, theirs: theirBlock });
  }
  const sections = theirs.sections.map((section) => {
    const kept = section.blocks.flatMap((block) => {
      const mineNow = decided.get(block.id);
      return mineNow === undefined ? [block] : mineNow === null ? [] : [mineNow];
    });
    const added = [...own.values()].filter(
      ({ section: key, block }) =>
        key === section.key && !before.has(block.id) && !their.has(block.id),
    );
    return { ...section, blocks: numbered([...kept, ...added.map(({ block }) => block)]) };
  });
  return { report: { ...theirs, sections }, conflicts };
}

/** Two people may have added a recommendation under the same number. */
function numbered(blocks: ReportBlock[]): ReportBlock[] {
  const taken = new Set<number>();
  return blocks.map((block) => {
    if (block.kind !== 'recommendation') return block;
    const number = taken.has(block.number) ? Math.max(...taken) + 1 : block.number;
    taken.add(number);
    return { ...block, number };
  });
}

function byId(report: Report) {
  return new Map(blocksOf(report).map((placed) => [placed.block.id, placed]));
}
