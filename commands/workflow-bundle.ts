import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The workflows as one script. Bundling takes longer than everything else in a start, so the script
 * is kept in `folder` until one of the files that it may be made of changes.
 */
export async function workflowBundle(folder: string): Promise<{ code: string }> {
  const file = join(folder, `${hashOfSources()}.js`);
  if (existsSync(file)) return { code: readFileSync(file, 'utf8') };
  const silent = () => undefined;
  const logger = { log: silent, trace: silent, debug: silent, info: silent, warn: silent };
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'workflows', 'index.ts'),
    logger: { ...logger, error: console.error },
  });
  mkdirSync(folder, { recursive: true });
  // Written aside first, so that nobody ever reads half of it; several may bundle at once.
  const aside = join(folder, `${process.pid}.part`);
  writeFileSync(aside, code);
  renameSync(aside, file);
  const older = readdirSync(folder).filter(
    (name) => name.endsWith('.js') && join(folder, name) !== file,
  );
  for (const name of older) rmSync(join(folder, name), { force: true });
  return { code };
}

function hashOfSources(): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of ['workflows', 'domain']) {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((each) => each.endsWith('.ts')).sort()) {
      hash.update(name).update(readFileSync(join(root, folder, name)));
    }
  }
  return hash.digest('hex');
}
