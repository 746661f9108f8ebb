import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { noGradeReason } from '../../domain/completeness.ts';
import { remarkAnswer } from '../../domain/remarks.ts';
import type { SectionAnswers } from '../../domain/tool.ts';
import type { ReturnView, SectionView } from '../../records/returns/return-view.ts';
import { NotFound } from '../errors.ts';
import { formOf } from '../forms.ts';

export type SectionRequest = FastifyRequest<{ Params: { tool: string; section: string } }>;

/** One section of one tool, with what was typed in it. */
export interface TypedSection {
  view: ReturnView;
  found: SectionView;
  answers: SectionAnswers;
  /** What is answered to the remark on this section, in a tool that was sent back. */
  remarkAnswer: string;
  /** The revision that was shown when the typing began. */
  revision: number;
}

export function sectionIn(view: ReturnView, request: SectionRequest): SectionView {
  const found = sectionsToSave(view).find(({ section }) => section.key === request.params.section);
  if (!found) throw new NotFound();
  return found;
}

/** Also those that are not asked any more: what is typed in one must not be lost. */
function sectionsToSave(view: ReturnView): SectionView[] {
  const folded = view.folded.map((each): SectionView => {
    return { ...each, progress: 'not-started', remark: null };
  });
  return [...view.sections, ...folded];
}

const onwards = ['next', 'list', 'decision'] as const;
/** Where to go once the section is saved: to the next one, to the list, to say that it is not needed. */
export type Onward = (typeof onwards)[number];

export function readSection(
  request: SectionRequest,
  view: ReturnView,
): TypedSection & { onward: Onward } {
  const found = sectionIn(view, request);
  const keys = found.section.questions.flatMap(({ key, type }) =>
    type === 'rating' && view.tool.noGrade ? [key, noGradeReason(key)] : [key],
  );
  const text = z.string().optional();
  const form = formOf(request, {
    ...Object.fromEntries(keys.map((key) => [answerField(key), text])),
    revision: z.coerce.number().int().min(0),
    [remarkField]: text,
    onward: z.enum(onwards).optional(),
  }) as Record<string, unknown>;
  const typed = (field: string) => String(form[field] ?? '');
  return {
    view,
    found,
    answers: Object.fromEntries(keys.map((key) => [key, typed(answerField(key))])),
    remarkAnswer: typed(remarkField),
    revision: Number(form.revision),
    onward: onwards.find((each) => each === form.onward) ?? 'list',
  };
}

/** Apart from the form's own fields, whatever a profile calls its questions. */
export function answerField(question: string): string {
  return question === remarkAnswer ? remarkField : `answer-${question}`;
}

const remarkField = 'to-remark';
