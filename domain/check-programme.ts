import { z } from 'zod';
import { checkYaml, type ProfileProblem } from './check-profile.ts';
import type { Shape } from './profile-keys.ts';
import { type Programme, programmeSchema } from './programme.ts';
import { programmeProblems } from './programme-rules.ts';

export type CheckedProgramme =
  | { ok: true; programme: Programme }
  | { ok: false; problems: ProfileProblem[] };

/** Reads a programme and says everything that is wrong with it, each with line and column. */
export function checkProgramme(text: string): CheckedProgramme {
  const checked = checkYaml<Programme>(text, {
    name: 'programme',
    schema: programmeSchema,
    shape: z.toJSONSchema(programmeSchema, { io: 'input' }) as Shape,
    rules: programmeProblems,
  });
  return checked.ok ? { ok: true, programme: checked.value } : checked;
}

/** The shape as a file for editors. */
export function programmeEditorSchema(): string {
  const schema = z.toJSONSchema(programmeSchema, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ title: 'A programme of audits', ...schema }, null, 2)}\n`;
}
