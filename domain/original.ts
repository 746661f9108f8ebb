import type { FieldProblem } from './field-problem.ts';

/** The mail, scan or photograph from which the business unit enters something for somebody else. */
export interface OriginalRef {
  id: string;
  name: string;
}

const kinds = ['pdf', 'jpg', 'jpeg', 'png', 'heic', 'docx', 'doc', 'odt', 'eml', 'msg', 'txt'];

/** The name under which a file is kept: no folders, no signs that a header or a screen would misread. */
export function originalName(typed: string): string {
  const name = typed.split(/[\\/]/).at(-1) ?? '';
  return name
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\p{Cc}"<>|:*?]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(-100);
}

export function originalProblems(file: { name: string; bytes: number }): FieldProblem[] {
  const kind = originalName(file.name).split('.').at(-1)?.toLowerCase() ?? '';
  const field = 'attachment';
  if (file.bytes === 0) return [{ field, message: 'The file is empty. Choose it again.' }];
  if (!kinds.includes(kind)) {
    const list = `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}`;
    return [
      { field, message: `This kind of file cannot be kept. Choose one that ends in ${list}.` },
    ];
  }
  return [];
}
