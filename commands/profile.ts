import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { processDocument, processSvg } from '../documents/process-html.ts';
import { checkProfile } from '../domain/check-profile.ts';
import { withGroupsNamed } from '../domain/named-groups.ts';
import { processText } from '../domain/process-in-words.ts';
import { editorSchema } from '../domain/profile-keys.ts';
import { keySchema } from '../domain/stages/asks.ts';
import { scenarioJsonSchema } from '../rehearsal/scenario.ts';

const usage = `usage: npm run profile -- new <name>       writes profiles/<name>.yaml to start from
       npm run profile -- check FILE       says what is wrong with a profile, or what it does
       npm run profile -- show FILE [DIR]  draws it, as an SVG and a page, into DIR (.data/processes)
       npm run profile -- schema           writes the schemas of profiles and scenarios, for editors`;

const [verb, given, folder = '.data/processes'] = process.argv.slice(2);
if (verb === 'new' && given) start(given);
else if (verb === 'check' && given) console.log(processText(withGroupsNamed(checked(given))));
else if (verb === 'show' && given) show(given, folder);
else if (verb === 'schema') {
  const scenarios = `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
  write('profiles/profile.schema.json', editorSchema());
  write('scenarios/scenario.schema.json', scenarios);
} else stop(usage, 2);

/** A profile that is in order as it stands, with a comment on every part. */
function start(name: string): void {
  if (!keySchema.safeParse(name).success) {
    stop(
      `"${name}" cannot be a name: use lower-case letters, digits and hyphens, starting with a letter`,
      2,
    );
  }
  const file = join('profiles', `${name}.yaml`);
  if (existsSync(file)) stop(`${file} is there already; it was left as it is`, 1);
  const title = name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
  const text = readFileSync(new URL('./new-profile.yaml', import.meta.url), 'utf8');
  writeFileSync(file, text.replace('NAME', name).replace('TITLE', title));
  console.log(`${file}\nnext: npm run profile -- check ${file}`);
}

/** The profile in a file; where something is wrong, one "file:line:column sentence" a line. */
function checked(file: string) {
  if (!existsSync(file)) stop(`there is no file ${file}`, 2);
  const found = checkProfile(readFileSync(file, 'utf8'));
  if (found.ok) return found.profile;
  const lines = found.problems.map((each) => `${file}:${each.line}:${each.column} ${each.message}`);
  return stop(lines.join('\n'), 1);
}

function show(file: string, into: string): void {
  const profile = withGroupsNamed(checked(file));
  mkdirSync(into, { recursive: true });
  const drawn = join(into, basename(file).replace(/\.ya?ml$/, ''));
  writeFileSync(`${drawn}.svg`, processSvg(profile));
  writeFileSync(`${drawn}.html`, processDocument(profile));
  console.log(`${drawn}.svg\n${drawn}.html`);
}

function write(file: string, text: string): void {
  writeFileSync(file, text);
  console.log(file);
}

function stop(said: string, code: 1 | 2): never {
  console.error(said);
  process.exit(code);
}
