import { z } from 'zod';
import {
  type FeedbackOffer,
  familyMembers,
  isFamilyMember,
  memberWords,
  type NamedPerson,
} from '../../domain/family-feedback.ts';
import type { FieldProblem } from '../../domain/field-problem.ts';
import {
  type ChildAnswer,
  type InvolvementProblem,
  involvementProblems,
  type ServiceAnswer,
} from '../../domain/involvement-answer.ts';
import { listed } from '../../domain/phrases.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { sentenceCase } from '../../domain/sentence-case.ts';
import { readTypedDate } from '../../domain/typed-date.ts';
import type { AskedChild, InvolvementView } from '../../records/involvement/involvement-view.ts';

/** What was typed, by field name: shown again as it was until it is sent. */
export type Typed = Record<string, string | string[] | undefined>;

/** The text fields of one service's spell with one child: field name → property of the answer. */
export const spellFields = {
  from: 'from',
  to: 'to',
  contact: 'lastContact',
  holder: 'caseHolder',
  manager: 'lineManager',
  auditor: 'auditor',
} as const;

type SpellField = keyof typeof spellFields;

/** An agency without services is asked as one. */
export function servicesOf(view: InvolvementView): { id: string | null; name: string | null }[] {
  const { services } = view.agency;
  return services.length > 0 ? services : [{ id: null, name: null }];
}

/** Every field that the page can send: "known-3", "services-3", "holder-3-0", "others-3". */
export function involvementFields(view: InvolvementView): z.ZodRawShape {
  const shape: Record<string, z.ZodType> = {};
  for (const child of view.children) {
    shape[`known-${child.number}`] = z.enum(['yes', 'no']).optional();
    shape[`services-${child.number}`] = chosen.optional();
    shape[`others-${child.number}`] = chosen.optional();
    if (asksForFeedback(view)) {
      shape[`feedback-${child.number}`] = chosen.optional();
      shape[`arranger-${child.number}`] = z.string().optional();
      shape[`arranger-email-${child.number}`] = z.string().optional();
    }
    if (asksForPractitioner(view)) {
      shape[`practitioner-${child.number}`] = z.string().optional();
      shape[`practitioner-email-${child.number}`] = z.string().optional();
    }
    for (const index of servicesOf(view).keys()) {
      for (const field of Object.keys(spellFields)) {
        shape[`${field}-${child.number}-${index}`] = z.string().optional();
      }
    }
  }
  return shape;
}

/** Whether those who worked with the family are invited to the discussion (WA-5). */
export function asksForPractitioner({ audit }: InvolvementView): boolean {
  return stageOfKind(audit.profile, 'discuss')?.practitioners !== undefined;
}

/** Whether the process asks who of the family can give feedback (CH-7). */
export function asksForFeedback({ audit }: InvolvementView): boolean {
  return stageOfKind(audit.profile, 'check-involvement')?.feedback === true;
}

const chosen = z.union([z.string(), z.array(z.string())]);

/** Reads the whole form: the answers, and everything that is wrong with them by field. */
export function readInvolvement(
  view: InvolvementView,
  typed: Typed,
): { answers: ChildAnswer[]; problems: FieldProblem[] } {
  const children = toAnswer(view);
  const problems: FieldProblem[] = [];
  const answers = children.flatMap((child) => {
    const known = typed[`known-${child.number}`];
    return known ? [answerOf(view, child, typed, problems)] : [];
  });
  const asked = children.map((each) => ({ ...each, pseudonym: `C${each.number}` }));
  const found = involvementProblems(asked, view.agency, answers);
  return { answers, problems: [...found.map((each) => fieldOf(view, each)), ...problems] };
}

export function toAnswer(view: InvolvementView): AskedChild[] {
  return view.children.filter((child) => child.answer === null);
}

export function listOf(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** A box of one line holds one line, whatever was sent. */
export function oneLine(text: string | string[] | undefined): string {
  return (
    listOf(text)
      .join(' ')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u001f\u007f\s]+/g, ' ')
      .trim()
  );
}

function answerOf(
  view: InvolvementView,
  child: AskedChild,
  typed: Typed,
  problems: FieldProblem[],
): ChildAnswer {
  const known = typed[`known-${child.number}`] === 'yes';
  const ticked = listOf(typed[`services-${child.number}`]);
  const services = servicesOf(view).flatMap(({ id }, index) => {
    const counts = known && (id === null || ticked.includes(id));
    return counts ? [spellOf({ child, index, serviceId: id }, typed, problems)] : [];
  });
  const othersInvolved = known ? listOf(typed[`others-${child.number}`]) : [];
  const feedback = known && asksForFeedback(view) ? feedbackOf(child.number, typed) : null;
  const practitioner =
    known && asksForPractitioner(view) ? practitionerOf(child.number, typed) : null;
  return {
    caseId: child.caseId,
    known,
    services,
    othersInvolved,
    ...(feedback ? { feedback } : {}),
    ...(practitioner ? { practitioner } : {}),
  };
}

function practitionerOf(number: number, typed: Typed): NamedPerson | null {
  const name = oneLine(typed[`practitioner-${number}`]);
  const email = oneLine(typed[`practitioner-email-${number}`]);
  return name === '' && email === '' ? null : { name, email };
}

/** Who can be asked and by whom; nobody named is whoever answers. */
function feedbackOf(number: number, typed: Typed): FeedbackOffer | null {
  const who = listOf(typed[`feedback-${number}`]).filter(isFamilyMember);
  if (who.length === 0) return null;
  const name = oneLine(typed[`arranger-${number}`]);
  const email = oneLine(typed[`arranger-email-${number}`]);
  return { who, by: name === '' && email === '' ? null : { name, email } };
}

function spellOf(
  at: { child: AskedChild; index: number; serviceId: string | null },
  typed: Typed,
  problems: FieldProblem[],
): ServiceAnswer {
  const spell: ServiceAnswer = { serviceId: at.serviceId };
  for (const [field, property] of Object.entries(spellFields) as [SpellField, string][]) {
    const name = `${field}-${at.child.number}-${at.index}`;
    const text = oneLine(typed[name]);
    if (text === '') continue;
    const isDate = field === 'from' || field === 'to';
    const value = isDate ? readTypedDate(text) : text;
    if (value) Object.assign(spell, { [property]: value });
    else problems.push({ field: name, message: dateMessage(at.child.number, field) });
  }
  return spell;
}

function dateMessage(number: number, field: string): string {
  const which = field === 'from' ? 'first' : 'last';
  return `Write the ${which} day with C${number} as a date, for example 27 3 2026`;
}

function fieldOf(view: InvolvementView, problem: InvolvementProblem): FieldProblem {
  const number = view.children.find((each) => each.caseId === problem.caseId)?.number;
  const found = servicesOf(view).findIndex(({ id }) => id === (problem.serviceId ?? null));
  const index = Math.max(0, found);
  const fields = {
    known: `known-${number}`,
    services: `services-${number}`,
    to: `to-${number}-${index}`,
    length: `contact-${number}-${index}`,
    feedback: `arranger-email-${number}`,
    practitioner: `practitioner-email-${number}`,
  };
  return { field: fields[problem.field], message: problem.message };
}

/** What the page needs to ask for it. */
export function feedbackFacts(view: InvolvementView) {
  return {
    asksForFeedback: asksForFeedback(view),
    asksForPractitioner: asksForPractitioner(view),
    familyMembers,
  };
}

/** "The child, the parents; asked by Imran Sheikh" */
export function feedbackWords({ feedback }: ChildAnswer): string {
  if (!feedback) return '';
  const who = sentenceCase(listed(feedback.who.map((each) => memberWords(each).toLowerCase())));
  return feedback.by ? `${who}; arranged by ${feedback.by.name}` : `${who}; arranged by you`;
}
