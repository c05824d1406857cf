import type { ChildProcess } from 'node:child_process';
import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const live = new Set<number>();

// A last resort for an abrupt end (an uncaught error): nothing asynchronous runs any more.
process.on('exit', () => {
  for (const pid of live) signalGroup(pid, 'SIGKILL');
});

/** Starts a command in a process group of its own, which `endGroup` ends with all its children. */
export function spawnGroup(command: string, args: string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  const { pid } = child;
  if (pid !== undefined) live.add(pid);
  return child;
}

/** Ends the group of a child from `spawnGroup`: asks first, and after `graceMs` insists. */
export async function endGroup(child: ChildProcess, graceMs = 4000): Promise<void> {
  const { pid } = child;
  if (pid === undefined || !live.has(pid)) return;
  signalGroup(pid, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (groupAlive(pid)) {
    if (Date.now() > deadline) {
      signalGroup(pid, 'SIGKILL');
      break;
    }
    await delay(50);
  }
  live.delete(pid);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
}

function groupAlive(pid: number): boolean {
  if (process.platform === 'win32') return false;
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
