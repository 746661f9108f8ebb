import { readFileSync, writeFileSync } from 'node:fs';
import mjml2html from 'mjml';

/**
 * Compiles layout.mjml. The result is kept beside it, because loading MJML takes half a second that
 * no process needs to spend; a test sees to it that the two agree. After editing layout.mjml:
 * `npx tsx emails/compile-layout.ts`
 */
export async function compileLayout(): Promise<string> {
  const mjml = readFileSync(new URL('./layout.mjml', import.meta.url), 'utf8');
  const { html, errors } = await mjml2html(mjml, { validationLevel: 'strict' });
  if (errors.length > 0) throw new Error(errors.map((each) => each.formattedMessage).join('\n'));
  // MJML takes only real colours; a partnership's own take the places of these two.
  const coloured = html.replaceAll('#010203', '%%band%%').replaceAll('#010204', '%%buttonColour%%');
  // Indentation is a third of it, and MJML can only make tables that screen readers do not see.
  return `${coloured
    .replace(' role="none"', '')
    .replace(/\s*\n\s*/g, '\n')
    .trim()}\n`;
}

if (import.meta.filename === process.argv[1]) {
  writeFileSync(new URL('./layout.html', import.meta.url), await compileLayout());
}
