import { existsSync } from 'node:fs';
import { capture } from './capture.ts';

/** Whether this process may install Debian packages by itself. */
export function canInstallDebianPackages(): boolean {
  return existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
}

/** Installs Debian packages. Throws one sentence with the end of apt-get's own words. */
export async function installDebianPackages(names: readonly string[]): Promise<void> {
  console.log(`Installing Debian packages: ${names.join(' ')}…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await capture('apt-get', ['update'], { env });
  const args = ['install', '--yes', '--no-install-recommends', ...names];
  const { code, output } = await capture('apt-get', args, { env });
  if (code === 0) return;
  const words = output.trim().split('\n').slice(-3).join(' ');
  throw new Error(`apt-get could not install ${names.join(' ')} (${words}): install them by hand.`);
}
