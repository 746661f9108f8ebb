// One script of everything that an entry imports, but for packages. Loading several hundred
// TypeScript files one by one takes longer than all servers need to come up. Plain JavaScript,
// because it runs before any TypeScript can.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The script, kept in `folder` until a file of the project changes. */
export async function compiled(entry, folder) {
  const hash = hashOfSources();
  const output = join(folder, hash);
  const script = join(output, 'start.js');
  if (existsSync(script)) return script;
  rmSync(folder, { recursive: true, force: true });
  const part = join(folder, `${hash}.part`);
  await build({
    entryPoints: { start: join(root, entry) },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'linked',
    outdir: part,
    plugins: [whereItStood],
    logLevel: 'error',
  });
  // Written aside first, so that nobody ever reads half of it.
  renameSync(part, output);
  return script;
}

/** Files look for what lies beside them, and one asks whether it is what was started. */
const whereItStood = {
  name: 'where-it-stood',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.filename', JSON.stringify(path));
      return { contents, loader: 'ts' };
    });
  },
};

function hashOfSources() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const apart = new Set(['node_modules', 'test', 'docs', 'bench', 'rehearsal']);
  for (const folder of readdirSync(root, { withFileTypes: true })) {
    if (apart.has(folder.name) || folder.name.startsWith('.')) continue;
    const inside = folder.isDirectory()
      ? readdirSync(join(root, folder.name), { recursive: true, encoding: 'utf8' })
      : [''];
    for (const name of inside.sort()) {
      const file = join(root, folder.name, name);
      if (/\.[jt]s$/.test(file)) hash.update(file).update(readFileSync(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
