import { noGrade, noGradeReason } from '../../domain/completeness.ts';
import type { Section, Tool } from '../../domain/tool.ts';

/** The grades of a tool as they stand beside the choice in one section (FA-16). */
export function gradeFacts(tool: Tool, section: Section) {
  const { scale = [], scaleSource } = tool;
  return {
    grades: scale.map((grade) => {
      const own = section.descriptors?.find((each) => each.grade === grade.key);
      return {
        key: grade.key,
        label: grade.label,
        descriptor: own?.text ?? grade.descriptor,
        reference: own?.reference ?? grade.reference,
        guidance: grade.guidance,
      };
    }),
    scaleSource: scaleSource && { ...scaleSource, dated: datedText(scaleSource.dated) },
    noGrade: tool.noGrade ? noGrade : null,
    noGradeReasons: Object.fromEntries(
      section.questions.map(({ key }) => [key, noGradeReason(key)]),
    ),
  };
}

/** "May 2024" of "2024-05". */
export function datedText(dated: string): string {
  const [year, month] = dated.split('-');
  const names =
    'January February March April May June July August September October November December';
  return month ? `${names.split(' ')[Number(month) - 1]} ${year}` : String(year);
}
