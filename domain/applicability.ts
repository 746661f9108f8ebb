import type { PlainDate } from './calendar.ts';
import { holds, type Known, type Rule } from './rules.ts';
import type { Answers, Fact, Question, Section, SectionAnswers, Tool } from './tool.ts';

/** What is known of a child before its tool is opened. */
export interface Circumstances {
  /** The facts that the officer has stated. */
  stated: Record<string, string>;
  /** In years, on the last day of the audit period; null where the date of birth is not known. */
  age: number | null;
  period: { from: PlainDate; to: PlainDate };
}

/** Whether a section is asked, and why. */
export interface SectionState {
  applies: boolean;
  /** What the rule says; null where something it rests on has not been said: then it is asked. */
  proposed: boolean | null;
  /** What whoever completes the tool has decided instead, with their reason. */
  decided: 'opened' | 'closed' | null;
  reason: string;
}

/** The section in which an auditor states the facts; no section of a profile has this key. */
export const factsSection = 'facts';

// Beside the answers of a section, so that they are sealed and versioned with them. Keys of
// questions begin with a letter.
const decision = '_applies';
const decisionReason = '_reason';

/** A tool with the facts of its process as its first section. */
export function withFacts(tool: Tool, facts: readonly Fact[]): Tool {
  if (facts.length === 0) return tool;
  const questions = facts.map(({ statedBy: _by, ...fact }): Question => fact);
  const guidance = 'What you say here decides which sections are asked.';
  const section = { key: factsSection, title: 'About the child', guidance, questions };
  return { ...tool, sections: [section, ...tool.sections] };
}

/** Whether anything in a tool depends on the case. */
export function hasRules({ sections }: Tool): boolean {
  return sections.some(
    ({ key, applies, questions }) =>
      key === factsSection || applies !== undefined || questions.some(({ when }) => when),
  );
}

/** How a section stands, from the facts and what was decided about it. */
export function sectionState(
  tool: Tool,
  section: Section,
  given: { answers: Answers; circumstances: Circumstances },
): SectionState {
  const { answers, circumstances } = given;
  if (!section.applies) return { applies: true, proposed: true, decided: null, reason: '' };
  const proposed = holds(section.applies.when, knownOf(tool, answers, circumstances));
  const { decided, reason } = decidedIn(answers[section.key]);
  const applies = decided ? decided === 'opened' : proposed !== false;
  return { applies, proposed, decided, reason };
}

/**
 * The tool as it is asked about one child: the sections that apply, the questions whose rule holds,
 * and of the facts those that the officer has not stated.
 */
export function toolAsAsked(tool: Tool, answers: Answers, circumstances: Circumstances): Tool {
  if (!hasRules(tool)) return tool;
  const known = knownOf(tool, answers, circumstances);
  const sections = tool.sections
    .filter((section) => sectionState(tool, section, { answers, circumstances }).applies)
    .map((section) => {
      const isAsked = (question: Question) =>
        section.key === factsSection
          ? !circumstances.stated[question.key]
          : isTrue(question.when, known);
      return { ...section, questions: section.questions.filter(isAsked) };
    })
    .filter(({ questions }) => questions.length > 0);
  return { ...tool, sections };
}

/**
 * What is submitted: the answers to what was asked, all facts, and of each section that does not
 * apply, or was opened or closed, that and why. What was typed elsewhere stays behind in the draft.
 */
export function answersToSend(tool: Tool, answers: Answers, circumstances: Circumstances): Answers {
  const asked = toolAsAsked(tool, answers, circumstances);
  return Object.fromEntries(
    tool.sections.map((section): [string, SectionAnswers] => {
      const own = answers[section.key] ?? {};
      if (section.key === factsSection) return [section.key, { ...own, ...circumstances.stated }];
      const state = sectionState(tool, section, { answers, circumstances });
      if (!state.applies && !state.decided) return [section.key, { [decision]: 'no' }];
      const kept = state.applies ? keptAnswers(section, asked, own) : {};
      return [section.key, { ...kept, ...decisionsIn(own) }];
    }),
  );
}

/** How a section stood when its tool was sent. */
export function sentState(answers: SectionAnswers | undefined): Omit<SectionState, 'proposed'> {
  if (answers?.[decision] === 'no') return { applies: false, decided: null, reason: '' };
  const { decided, reason } = decidedIn(answers);
  return { applies: decided !== 'closed', decided, reason };
}

/** The answers of a section with what is decided about it; null takes the decision back. */
export function withDecision(
  answers: SectionAnswers,
  given: { decided: 'opened' | 'closed'; reason: string } | null,
): SectionAnswers {
  const { [decision]: _decided, [decisionReason]: _reason, ...own } = answers;
  return given ? { ...own, [decision]: given.decided, [decisionReason]: given.reason } : own;
}

/** What is decided about a section, apart from its answers. */
export function decisionsIn(answers: SectionAnswers | undefined): SectionAnswers {
  const { decided, reason } = decidedIn(answers);
  return decided ? { [decision]: decided, [decisionReason]: reason } : {};
}

/** The questions of a section that are shown of a sent tool: those asked of every child, and those answered. */
export function questionsShown(section: Section, answers: SectionAnswers | undefined): Question[] {
  return section.questions.filter(({ key, when }) => !when || (answers?.[key] ?? '') !== '');
}

function decidedIn(answers: SectionAnswers | undefined): Pick<SectionState, 'decided' | 'reason'> {
  const decided = answers?.[decision];
  if (decided !== 'opened' && decided !== 'closed') return { decided: null, reason: '' };
  return { decided, reason: answers?.[decisionReason] ?? '' };
}

/** A required fact that is left empty has not been said; another one may be left so. */
function knownOf(tool: Tool, answers: Answers, circumstances: Circumstances): Known {
  const questions = tool.sections.find(({ key }) => key === factsSection)?.questions ?? [];
  const own = answers[factsSection];
  const facts = Object.fromEntries(
    questions.map(({ key, required }) => {
      const said = circumstances.stated[key] || own?.[key];
      return [key, said || (required || !own ? undefined : '')];
    }),
  );
  return { facts, age: circumstances.age, period: circumstances.period };
}

function isTrue(when: Rule | undefined, known: Known): boolean {
  return when === undefined || holds(when, known) === true;
}

function keptAnswers(section: Section, asked: Tool, own: SectionAnswers): SectionAnswers {
  const questions = asked.sections.find(({ key }) => key === section.key)?.questions ?? [];
  const left = section.questions.filter(({ key }) => !questions.some((each) => each.key === key));
  const dropped = new Set(left.map(({ key }) => key));
  return Object.fromEntries(Object.entries(own).filter(([key]) => !dropped.has(key)));
}
