import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileLayout } from '../../emails/compile-layout.ts';

it('the compiled layout is what layout.mjml compiles to', async () => {
  const kept = readFileSync(new URL('../../emails/layout.html', import.meta.url), 'utf8');
  // After editing layout.mjml: npx tsx emails/compile-layout.ts
  expect(kept).toBe(await compileLayout());
});
