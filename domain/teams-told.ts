import { formatDate, type PlainDate } from './calendar.ts';
import { type FieldProblem, textProblems } from './field-problem.ts';
import { readTypedDate } from './typed-date.ts';

/** Whether an agency's teams were told of the audit (SO-8), as somebody typed it. */
export interface TypedTeamsTold {
  answer: string;
  toldOn: string;
  /** How they were told, or why there is nobody to tell. */
  text: string;
}

export interface TeamsToldAnswer {
  answer: 'told' | 'nobody-to-tell';
  toldOn: PlainDate | null;
  text: string;
}

export const longestTeamsTold = 2000;

export function checkTeamsTold(
  typed: TypedTeamsTold,
  today: PlainDate,
): { ok: true; told: TeamsToldAnswer } | { ok: false; problems: FieldProblem[] } {
  const text = typed.text.replace(/\r\n?/g, '\n').trim();
  if (typed.answer === 'nobody-to-tell') {
    const missing = 'Say why there is nobody to tell.';
    const problems = textProblems('text', text, { missing, longest: longestTeamsTold });
    if (problems.length > 0) return { ok: false, problems };
    return { ok: true, told: { answer: 'nobody-to-tell', toldOn: null, text } };
  }
  if (typed.answer !== 'told') {
    const message = 'Say that the teams were told, or that there is nobody to tell.';
    return { ok: false, problems: [{ field: 'answer', message }] };
  }
  const toldOn = readTypedDate(typed.toldOn);
  const problems = textProblems('text', text, { longest: longestTeamsTold });
  if (!toldOn) {
    const message = 'Enter the day on which they were told, such as 27 3 2027.';
    problems.push({ field: 'toldOn', message });
  } else if (toldOn > today) {
    const message = `${formatDate(toldOn)} is still to come. Confirm it once they were told.`;
    problems.push({ field: 'toldOn', message });
  }
  if (!toldOn || problems.length > 0) return { ok: false, problems };
  return { ok: true, told: { answer: 'told', toldOn, text } };
}

/** What stands for an agency, for people. */
export function teamsToldWords(answer: string, toldOn: string | null): string {
  switch (answer) {
    case 'told':
      return toldOn ? `Told on ${formatDate(toldOn)}` : 'Told';
    case 'nobody-to-tell':
      return 'Nobody to tell';
    case 'silent':
      return 'Did not say that they were told';
    default:
      return answer;
  }
}
