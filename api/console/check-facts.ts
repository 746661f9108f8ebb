import { sentState } from '../../domain/applicability.ts';
import { formatDate } from '../../domain/calendar.ts';
import type { Section, Tool } from '../../domain/tool.ts';
import type { ReturnToCheck } from '../../records/checks/check-queue.ts';
import type { CheckView, SentVersion } from '../../records/checks/check-view.ts';
import { answerInWords, rowsOf as answerRows } from '../contact/answer-words.ts';
import { whyWords } from '../contact/section-state.ts';
import { dayOf, momentOf } from './moments.ts';

/** What the page shows of one return and of what it is read beside. */
export function checkFacts(view: CheckView, typed: Record<string, string>) {
  const { profile } = view.audit;
  const { version, earlier } = view;
  return {
    id: view.id,
    audit: view.audit.number,
    focus: view.audit.focus,
    label: view.about.label,
    isChild: view.about.kind === 'child',
    words: profile.words,
    agency: view.agency,
    sender: view.service ? `${view.agency}, ${view.service}` : view.agency,
    sent: sentWords(version),
    version: version.version,
    earlier: earlier && { version: earlier.version, sent: sentWords(earlier) },
    questions: view.questions,
    askHref: `/console/audits/${view.audit.number}/discussion/questions?child=${view.caseId}&agency=${view.agencyId}#add`,
    due: view.ask && formatDate(view.ask.dueDate),
    decisions: view.decisions.map(decisionWords),
    sections: view.tool.sections.map((section) => sectionFacts(view, section, typed)),
  };
}

/** Why there is nothing to decide on this page, if so. */
export function notWaiting(view: CheckView): string | null {
  if (view.audit.state === 'cancelled' || view.audit.state === 'closed') {
    return 'The audit has ended. What came in stays on record.';
  }
  if (view.held) return 'This case is on hold: it can be read but not decided about for now.';
  if (view.state === 'submitted') return null;
  const { sentBack } = view.audit.profile.words;
  if (view.state === 'sent-back')
    return `This was ${sentBack}. It comes back here when it is sent again.`;
  return 'This has been accepted. Nothing more is asked about it.';
}

export function queueRow(each: ReturnToCheck) {
  return {
    id: each.returnId,
    audit: each.audit,
    title: whatAndWhose(each),
    again: each.version > 1,
    version: each.version,
    due: formatDate(each.dueDate),
    overdue: each.overdue,
  };
}

/** "C3, Mere Valley Hospital, Midwifery"; of what is no child only what it is about, and where. */
export function whatAndWhose(of: Pick<ReturnToCheck, 'about' | 'agency' | 'service'>): string {
  const { about, agency, service } = of;
  if (about.kind === 'agency' || about.kind === 'establishment') return about.label;
  return service ? `${about.label}, ${agency}, ${service}` : `${about.label}, ${agency}`;
}

function sectionFacts(view: CheckView, section: Section, typed: Record<string, string>) {
  const { tool } = view;
  const { version, earlier, remarks } = view;
  const now = rowsOf(tool, section, version);
  const beside = earlier && comparedRows(tool, section, version, earlier);
  const whyOf = ({ answers }: SentVersion) => whyWords(section, sentState(answers[section.key]));
  const changed =
    beside !== null &&
    (beside.some(({ answer, before }) => answer !== before) ||
      whyOf(version) !== whyOf(earlier ?? version));
  const remarkOn = (number: number | undefined) =>
    remarks.find((each) => each.section === section.key && each.version === number);
  return {
    key: section.key,
    title: section.title,
    why: whyOf(version),
    rows: now,
    /** Question by question, where anything has changed. */
    compared: changed ? beside : null,
    unchanged: beside !== null && !changed,
    /** Nothing new to read here since the earlier version. */
    folded: beside !== null && !changed && !remarkOn(earlier?.version),
    /** What the earlier version was sent back for, and what its sender says to it. */
    answered: remarkOn(earlier?.version),
    /** What this version has been sent back for. */
    open: remarkOn(version.version),
    remark: typed[section.key] ?? '',
    others: view.others.map((other) => ({
      sender: other.service ? `${other.agency}, ${other.service}` : other.agency,
      grades: gradesOf(other.tool, sectionIn(other.tool, section), other.version),
      rows: rowsOf(other.tool, sectionIn(other.tool, section), other.version),
    })),
  };
}

/** The same section in the tool of another agency, which may ask for less or for more. */
function sectionIn(tool: Tool, section: Section): Section {
  return tool.sections.find(({ key }) => key === section.key) ?? { ...section, questions: [] };
}

function rowsOf(tool: Tool, section: Section, { answers }: SentVersion) {
  return answerRows(tool, section, answers[section.key]);
}

/** Every question that either version shows, so that they stand beside one another. */
function comparedRows(tool: Tool, section: Section, now: SentVersion, before: SentVersion) {
  const rows = [rowsOf(tool, section, now), rowsOf(tool, section, before)] as const;
  const shown = section.questions.filter(({ key }) =>
    rows.some((each) => each.some((row) => row.key === key)),
  );
  const answerIn = (at: 0 | 1, key: string) =>
    rows[at].find((row) => row.key === key)?.answer ?? '';
  return shown.map(({ key, label, flag }) => {
    return { label, flag, answer: answerIn(0, key), before: answerIn(1, key) };
  });
}

/** "Good": what stands beside a folded text, so that it need not be opened to compare grades. */
function gradesOf(tool: Tool, section: Section, { answers }: SentVersion): string {
  return section.questions
    .filter(({ type }) => type === 'rating')
    .map((question) => answerInWords(tool, question, answers[section.key]?.[question.key] ?? ''))
    .filter((grade) => grade !== '')
    .join(', ');
}

function sentWords({ by, at, onBehalf }: SentVersion): string {
  const entered = onBehalf ? `entered for the agency by ${by}` : `sent by ${by}`;
  return `${entered} at ${momentOf(at)}`;
}

function decisionWords({ version, outcome, by, at }: CheckView['decisions'][number]): string {
  const who = by ? `by ${by}, ` : '';
  switch (outcome) {
    case 'accepted':
      return `Version ${version}: accepted ${who}${dayOf(at)}`;
    case 'sent-back':
      return `Version ${version}: sent back ${who}${dayOf(at)}`;
    default:
      return `Version ${version}: no changes came in time, so it stands, ${dayOf(at)}`;
  }
}
