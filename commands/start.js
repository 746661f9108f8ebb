// `npm start`: prepares the clone, then starts everything on this machine.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { prepare } from './prepare.js';

await prepare();
// Not before: it needs the packages.
const { compiled } = await import('./compiled.js');
const folder = fileURLToPath(new URL('../.data/compiled', import.meta.url));
const script = await compiled('commands/start.ts', folder);
await import(pathToFileURL(script).href);
