import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { cadenceMonths, cadenceProgramme } from '../domain/cadence.ts';
import { checkProfile } from '../domain/check-profile.ts';
import { checkProgramme, programmeEditorSchema } from '../domain/check-programme.ts';
import { programmeText } from '../domain/programme-in-words.ts';

const usage = `usage: npm run programme -- check FILE         says what is wrong with a programme, or what it plans
       npm run programme -- plan PROFILE YEAR  writes the programme that a process's cadence makes for a year
       npm run programme -- schema             writes programmes/programme.schema.json, for editors
A programme is loaded in the console, under “Programme”.`;

const [verb, given, year] = process.argv.slice(2);
if (verb === 'check' && given) check(given);
else if (verb === 'plan' && given && year && /^20\d\d$/.test(year)) plan(given, Number(year));
else if (verb === 'schema') {
  writeFileSync('programmes/programme.schema.json', programmeEditorSchema());
  console.log('programmes/programme.schema.json');
} else stop(usage, 2);

function check(file: string): void {
  const found = checkProgramme(textOf(file));
  if (found.ok) console.log(programmeText(found.programme));
  else stop(placed(file, found.problems), 1);
}

/** To be put into a file, filled in with themes and days, and loaded. */
function plan(file: string, of: number): void {
  const { profile, title, cadence } = profileIn(file);
  if (cadenceMonths(cadence, of).length === 0) {
    const { every, from } = cadence.years ?? { every: 1, from: of };
    stop(`${file} is not run in ${of}: it is run every ${every} years from ${from}`, 1);
  }
  console.log(stringify(cadenceProgramme({ profile, title, cadence }, of)).trimEnd());
}

function profileIn(file: string) {
  const found = checkProfile(textOf(file));
  if (!found.ok) return stop(placed(file, found.problems), 1);
  const { profile, title, cadence } = found.profile;
  if (!cadence) return stop(`${file} has no "cadence": write how often it is run`, 1);
  return { profile, title, cadence };
}

function textOf(file: string): string {
  if (!existsSync(file)) stop(`there is no file ${file}`, 2);
  return readFileSync(file, 'utf8');
}

function placed(file: string, problems: { line: number; column: number; message: string }[]) {
  return problems
    .map(({ line, column, message }) => `${file}:${line}:${column} ${message}`)
    .join('\n');
}

function stop(said: string, code: 1 | 2): never {
  console.error(said);
  process.exit(code);
}
