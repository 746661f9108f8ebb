// `npm start`: prepares the clone, then starts everything on this machine.
import { prepare } from './prepare.js';

await prepare();
const { register } = await import('tsx/esm/api');
register();
await import('./start.ts');
