import { readFileSync } from 'node:fs';
import { checkProfile } from '../domain/check-profile.ts';

const usage = 'usage: npm run profile -- check FILE';

/** Says everything that is wrong with a profile, one "file:line:column sentence" a line. */
const [verb, file] = process.argv.slice(2);
if (verb !== 'check' || !file) {
  console.error(usage);
  process.exit(2);
}
const checked = checkProfile(readFileSync(file, 'utf8'));
if (checked.ok) {
  const { profile, version, stages } = checked.profile;
  console.log(`${profile}, version ${version}, is in order: ${stages.length} stages`);
} else {
  for (const { line, column, message } of checked.problems) {
    console.log(`${file}:${line}:${column} ${message}`);
  }
  process.exit(1);
}
