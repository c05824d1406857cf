import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { parseInvite } from '../../../src/protocol/invite.ts';
import { sameClock } from '../../support/pairedWindow.ts';
import { usePair } from './pair.ts';

const addresses = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .filter(({ internal, family }) => !internal && family === 'IPv4')
  .map(({ address }) => address);

describe('a session beyond this machine', () => {
  const pair = usePair({ ada: { 'interpair.connection.bindAddress': '0.0.0.0' } });
  let invite = '';

  before(function () {
    if (addresses.length === 0) {
      console.log('This machine is in no network, so nobody can join from one.');
      this.skip();
    }
  });

  it('has an invite to the addresses of the machine, with a fingerprint', async () => {
    const { ada, grace } = pair();
    await ada.startSession('Who is out there?');
    invite = await ada.window.readClipboard();
    const { value } = { value: undefined, ...parseInvite(invite) };
    assert.ok(value);
    assert.deepEqual(value.hosts, addresses.slice(0, 8));
    assert.match(value.fingerprint ?? '', /^[\w-]{43}$/);
    await grace.join(invite);
    await ada.letIn('Grace');
    await grace.waitForRole('Navigator');
    await sameClock(ada, grace);
  });

  it('comes back with the same certificate when the host reloads', async () => {
    const { ada, grace } = pair();
    await ada.window.reload();
    await ada.waitForRole('Driver');
    await grace.window.until('the connection to be back', async () =>
      (await grace.window.statusBar.items()).some(({ icons, text }) => {
        return icons.includes('telescope') && /^Navigator/.test(text);
      }),
    );
    await grace.window.runCommand('Interpair: Swap Roles');
    await ada.waitForRole('Navigator');
    await grace.waitForRole('Driver');
    await sameClock(ada, grace);
    await pair().end();
  });
});
