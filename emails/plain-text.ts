import { type Block, oneLine, type Page } from './content.ts';

/** The letter as plain text, from the same content. */
export function writePlainText(page: Page): string {
  const { content, url } = page;
  const button = content.button && url ? [`${oneLine(content.button.label)}:\n${url}`] : [];
  const paragraphs = [
    oneLine(page.greeting),
    ...content.blocks.map(writeBlock),
    ...button,
    ...(content.after ?? []).map(writeBlock),
    `${oneLine(page.partnership)}`,
    oneLine(page.footer),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function writeBlock(block: Block): string {
  if (typeof block === 'string') return oneLine(block);
  if ('heading' in block) return oneLine(block.heading);
  if ('code' in block) return oneLine(block.code);
  if ('steps' in block) {
    return block.steps.map((step, place) => `${place + 1}. ${oneLine(step)}`).join('\n');
  }
  return block.rows.map(([label, value]) => `${oneLine(label)}: ${oneLine(value)}`).join('\n');
}
