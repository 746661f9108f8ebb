import type { PlainDate } from './calendar.ts';
import { type FeedbackOffer, type NamedPerson, namedPersonProblem } from './family-feedback.ts';

/** What a service that knew the child says of its own spell. */
export interface ServiceAnswer {
  /** Null where the agency has no separate services. */
  serviceId: string | null;
  from?: PlainDate;
  to?: PlainDate;
  lastContact?: string;
  caseHolder?: string;
  lineManager?: string;
  auditor?: string;
}

/** One agency's answer about one child. */
export interface ChildAnswer {
  caseId: string;
  known: boolean;
  services: ServiceAnswer[];
  /** Ids of other agencies that are said to be involved. */
  othersInvolved: string[];
  /** Where the process asks who of the family can give feedback (CH-7). */
  feedback?: FeedbackOffer;
  /** Where the process invites them: who worked with the family (WA-5). */
  practitioner?: NamedPerson;
}

export interface InvolvementProblem {
  caseId: string;
  field: 'known' | 'services' | 'to' | 'length' | 'feedback' | 'practitioner';
  serviceId?: string | null;
  message: string;
}

/** How many characters a name or a remark here may have. */
export const longestRemark = 500;

/** Everything that keeps an agency's answer from being taken, in the order of the children. */
export function involvementProblems(
  children: readonly { caseId: string; pseudonym: string }[],
  agency: { services: readonly { id: string }[] },
  answers: readonly ChildAnswer[],
): InvolvementProblem[] {
  return children.flatMap(({ caseId, pseudonym }) => {
    const answer = answers.find((each) => each.caseId === caseId);
    if (!answer) {
      const message = `Say whether your agency knew ${pseudonym}`;
      return [{ caseId, field: 'known' as const, message }];
    }
    return answer.known ? knownProblems(pseudonym, agency.services, answer) : [];
  });
}

function knownProblems(
  pseudonym: string,
  services: readonly { id: string }[],
  answer: ChildAnswer,
): InvolvementProblem[] {
  const { caseId } = answer;
  const ids = services.map((service) => service.id);
  const named = answer.services.filter((each) => each.serviceId && ids.includes(each.serviceId));
  if (ids.length > 0 && named.length === 0) {
    return [{ caseId, field: 'services', message: `Say which service knew ${pseudonym}` }];
  }
  const arranger = answer.feedback ? namedPersonProblem(answer.feedback.by) : null;
  const feedback: InvolvementProblem[] = arranger
    ? [{ caseId, field: 'feedback', message: `Feedback about ${pseudonym}: ${arranger}` }]
    : [];
  const spells = answer.services.flatMap((each): InvolvementProblem[] => {
    const at = { caseId, serviceId: each.serviceId };
    if (each.from && each.to && each.to < each.from) {
      const message = `The last day with ${pseudonym} must not be before the first`;
      return [{ ...at, field: 'to', message }];
    }
    const texts = [each.lastContact, each.caseHolder, each.lineManager, each.auditor];
    if (texts.every((text) => (text ?? '').length <= longestRemark)) return [];
    const message = `What you write in a box about ${pseudonym} must be ${longestRemark} characters or fewer`;
    return [{ ...at, field: 'length', message }];
  });
  const unnamed = namedPersonProblem(answer.practitioner ?? null);
  const practitioner: InvolvementProblem[] = unnamed
    ? [{ caseId, field: 'practitioner', message: `Who worked with ${pseudonym}: ${unnamed}` }]
    : [];
  return [...spells, ...feedback, ...practitioner];
}
