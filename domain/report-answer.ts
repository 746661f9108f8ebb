import { type FieldProblem, textProblems } from './field-problem.ts';

/** What somebody remarks on a report: on all of it, and on single blocks by their ids. */
export interface ReportRemarks {
  general: string;
  paragraphs: Record<string, string>;
}

/** Somebody's answer to a text of the report, as they typed it. */
export interface TypedReportAnswer {
  answer: string;
  remarks: ReportRemarks;
}

export const longestReportRemark = 5000;

/** Without line ends of other systems, and without remarks that say nothing. */
export function tidyRemarks({ general, paragraphs }: ReportRemarks): ReportRemarks {
  const said = Object.entries(paragraphs).map(([id, text]) => [id, tidy(text)] as const);
  return {
    general: tidy(general),
    paragraphs: Object.fromEntries(said.filter(([, text]) => text !== '')),
  };
}

/** An objection has to say what it is about. Fields are "answer", "general" and "remark-" with an id. */
export function reportAnswerProblems({ answer, remarks }: TypedReportAnswer): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (answer !== 'approve' && answer !== 'object') {
    problems.push({ field: 'answer', message: 'Say whether you approve the report or object.' });
  }
  const longest = longestReportRemark;
  const silent = remarks.general === '' && Object.keys(remarks.paragraphs).length === 0;
  if (answer === 'object' && silent) {
    const message = 'Say what you object to, here or beside a part of the report.';
    problems.push({ field: 'general', message });
  }
  problems.push(...textProblems('general', remarks.general, { longest }));
  for (const [id, text] of Object.entries(remarks.paragraphs)) {
    problems.push(...textProblems(`remark-${id}`, text, { longest }));
  }
  return problems;
}

function tidy(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}
