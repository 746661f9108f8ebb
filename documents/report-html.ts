import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import { formatDate, isPlainDate } from '../domain/calendar.ts';
import type { Report, ReportBlock } from '../domain/report-model.ts';
import { stackedBars } from './stacked-bars.ts';

const environment = new nunjucks.Environment(
  new nunjucks.FileSystemLoader(fileURLToPath(new URL('.', import.meta.url))),
  { autoescape: true },
);

/** One block of the report as HTML, for a page that puts something of its own beside it. */
export function blockHtml(block: ReportBlock): string {
  return render('oneBlock', shown(block));
}

/** The whole report as a file of its own, which can be read, printed and sent anywhere. */
export function reportDocument(report: Report): string {
  const sections = report.sections.map(({ title, blocks }) => ({
    title,
    blocks: blocks.map(shown),
  }));
  return render('wholeReport', { ...report, sections }).trimStart();
}

function render(macro: 'oneBlock' | 'wholeReport', value: unknown): string {
  const template = `{% from "report.njk" import ${macro} %}{{ ${macro}(value) }}`;
  return environment.renderString(template, { value });
}

function shown(block: ReportBlock) {
  if (block.kind === 'table' && block.chart) return { ...block, bars: stackedBars(block) };
  if (block.kind !== 'recommendation') return block;
  const { dueDate } = block;
  const due = isPlainDate(dueDate) ? formatDate(dueDate).replace(/^\w+ /, '') : dueDate;
  return { ...block, due };
}
