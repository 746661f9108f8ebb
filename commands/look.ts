import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { changeLook } from '../records/directory/partnership-look.ts';
import { openDatabase } from '../records/store/database.ts';

const usage = `npm run look -- <partnership> [--name NAME] [--band '#1d4e4b'] [--button '#00703c'] [--logo FILE]
Both colours carry white letters, so they have to be dark enough. The logo is a PNG, or an SVG, which
emails do not show.`;

const { values, positionals } = parseArgs({
  options: {
    name: { type: 'string' },
    band: { type: 'string' },
    button: { type: 'string' },
    logo: { type: 'string' },
  },
  allowPositionals: true,
});
const [partnershipId] = positionals;
if (!partnershipId || Object.keys(values).length === 0) {
  console.error(usage);
  process.exit(2);
}

const { name, band, button, logo } = values;
const database = openDatabase(readConfig(process.env).databaseUrl);
const outcome = await changeLook(
  { database },
  { partnershipId, name, band, button, ...(logo ? { logo: readFileSync(logo) } : {}) },
);
await database.$disconnect();
if (outcome.kind === 'changed') console.log(JSON.stringify(outcome.look));
else {
  const why = outcome.kind === 'refused' ? outcome.problems : ['there is no such partnership'];
  console.error(why.join('\n'));
  process.exitCode = 1;
}
