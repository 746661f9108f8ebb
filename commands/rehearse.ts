import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { isPlainDate } from '../domain/calendar.ts';
import { checkProfile, type ProfileProblem } from '../domain/check-profile.ts';
import { startOwnSystem } from '../rehearsal/own-system.ts';
import { profileText } from '../rehearsal/play-audit.ts';
import { playScenario, startOf } from '../rehearsal/play-scenario.ts';
import { checkScenario, type Scenario, scenarioSchema } from '../rehearsal/scenario.ts';
import { timelineOf } from '../rehearsal/timeline.ts';
import { timelineHtml } from '../rehearsal/timeline-html.ts';
import { timelineText } from '../rehearsal/timeline-text.ts';

const usage = `npm run rehearse -- <profile>    plays a process of profiles/, or of a file, to its end
  --scenario FILE   who does what when asked, and what must come of it
  --from DATE       the day on which the audit starts (YYYY-MM-DD)
  --json            one thing that happened a line
  --html FILE       the same as a page`;

const { values, positionals } = readArguments();
const yaml = readProfile(positionals[0] ?? '');
const scenario = readScenario();
// What is printed is the timeline alone.
Runtime.install({
  logger: new DefaultLogger('ERROR', ({ message }) => console.error(message)),
  telemetryOptions: {
    logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
  },
});
const began = performance.now();
const system = await startOwnSystem(startOf(scenario));
const up = performance.now();
let failed = false;
try {
  const played = await playScenario(system, scenario, { yaml });
  const seconds = ((performance.now() - up) / 1000).toFixed(1);
  const entries = await timelineOf(system, played);
  if (values.json) for (const entry of entries) console.log(JSON.stringify(entry));
  else console.log(`${scenario.title}\n\n${timelineText(entries)}\n`);
  if (values.html) writeFileSync(values.html, timelineHtml(scenario.title, entries));
  const emails = entries.filter(({ what }) => what === 'email').length;
  console.error(
    `${emails} emails; rehearsed in ${seconds} s, after ${((up - began) / 1000).toFixed(1)} s of starting up`,
  );
  for (const each of played.unmet) console.error(each);
  failed = played.unmet.length > 0;
} catch (error) {
  console.error((error as Error).message);
  failed = true;
} finally {
  await system.stop();
}
process.exit(failed ? 1 : 0);

function readArguments() {
  const text = { type: 'string' } as const;
  try {
    const options = {
      scenario: text,
      from: text,
      html: text,
      json: { type: 'boolean', default: false },
    } as const;
    const read = parseArgs({ options, allowPositionals: true });
    if (read.positionals.length !== 1) throw new Error('Name one process.');
    if (read.values.from && !isPlainDate(read.values.from)) {
      throw new Error('Write the day as YYYY-MM-DD.');
    }
    return read;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

function readProfile(nameOrFile: string): string {
  const text = existsSync(nameOrFile) ? readFileSync(nameOrFile, 'utf8') : named(nameOrFile);
  const checked = checkProfile(text);
  return checked.ok ? text : refuse(nameOrFile, checked.problems);
}

function named(name: string): string {
  try {
    return profileText(name);
  } catch {
    console.error(`There is no process "${name}", neither in profiles/ nor as a file.`);
    process.exit(2);
  }
}

/** The file's, or one in which everybody answers well and on time. */
function readScenario(): Scenario {
  const { scenario: file, from } = values;
  const day = from ?? new Date().toISOString().slice(0, 10);
  if (!file) {
    const title = 'Everybody answers well and on time';
    return scenarioSchema.parse({ title, profile: 'rehearsed', from: day });
  }
  const checked = checkScenario(readFileSync(file, 'utf8'));
  if (!checked.ok) return refuse(file, checked.problems);
  return from ? { ...checked.scenario, from } : checked.scenario;
}

function refuse(file: string, problems: ProfileProblem[]): never {
  for (const { line, column, message } of problems) {
    console.error(`${file}:${line}:${column} ${message}`);
  }
  process.exit(1);
}
