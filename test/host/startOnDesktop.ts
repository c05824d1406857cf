import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from './cache.ts';
import { closeOnSignal } from './closeOnSignal.ts';
import { firstSteps, type Partner } from './partner.ts';
import { endGroup, spawnGroup } from './processGroup.ts';
import { defaultSettings } from './settings.ts';

/** Opens a desktop window for each partner, and returns when both are closed. */
export async function openOnDesktop(
  executable: string,
  partners: readonly Partner[],
): Promise<void> {
  const closed = partners.map((partner) => openOne(executable, partner));
  console.log(`\n${firstSteps(partners)}`);
  await Promise.all(closed);
}

async function openOne(executable: string, partner: Partner): Promise<void> {
  const { data, folder } = partner;
  await mkdir(join(data, 'User'), { recursive: true });
  const settings = JSON.stringify({ ...defaultSettings, ...partner.settings }, undefined, 2);
  await writeFile(join(data, 'User', 'settings.json'), settings);
  const args = [
    '--new-window',
    `--user-data-dir=${data}`,
    `--extensions-dir=${join(data, 'extensions')}`,
    `--extensionDevelopmentPath=${repositoryRoot}`,
    '--disable-workspace-trust',
    '--disable-updates',
    '--skip-welcome',
    '--skip-release-notes',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    folder,
  ];
  // In a terminal of VS Code this variable would make the executable a plain Node.
  const { ELECTRON_RUN_AS_NODE: _node, ...env } = process.env;
  const window = spawnGroup(executable, args, { env, stdio: 'ignore' });
  const forget = closeOnSignal(() => endGroup(window));
  await once(window, 'exit');
  forget();
  await endGroup(window);
  await rm(data, { recursive: true, force: true, maxRetries: 5 });
}
