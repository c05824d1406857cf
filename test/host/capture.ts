import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { delimiter, dirname } from 'node:path';

export interface Captured {
  readonly code: number;
  /** Standard output and error, as they came. */
  readonly output: string;
}

export interface CaptureOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Everything the command prints is also appended here. */
  readonly log?: string;
  readonly timeoutMs?: number;
}

/** Runs a command to its end. A command that can't be started gives code 127. */
export async function capture(
  command: string,
  args: readonly string[],
  options: CaptureOptions = {},
): Promise<Captured> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs,
    shell: process.platform === 'win32',
  });
  const log =
    options.log === undefined ? undefined : createWriteStream(options.log, { flags: 'a' });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (part: string) => {
      parts.push(part);
      log?.write(part);
    });
  }
  const code = await new Promise<number>((resolve) => {
    child.once('error', (error) => {
      parts.push(error.message);
      resolve(127);
    });
    child.once('close', (exit) => resolve(exit ?? 1));
  });
  if (log) {
    log.end();
    await once(log, 'close');
  }
  return { code, output: parts.join('') };
}

/**
 * The environment for an npm that works in another folder: without what the npm that runs us said
 * about our own package, and with this Node first on PATH.
 */
export function cleanNpmEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (/^npm_(package|lifecycle|command|config_local_prefix|config_prefix)/i.test(name)) continue;
    env[name] = value;
  }
  env.PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
  return { ...env, ...extra };
}
