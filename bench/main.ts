import { auditEvents } from './audit-events.ts';
import { pages } from './pages.ts';

/** Measures the product beside a floor in the same run and prints tables; asserts nothing. */
const parts: Record<string, () => Promise<string>> = { 'audit-events': auditEvents, pages };

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`usage: npm run bench [-- ${Object.keys(parts).join(' | ')}]`);
  process.exit(2);
}
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n## ${name}\n\n${await measure()}`);
}
