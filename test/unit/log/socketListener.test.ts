import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { SocketListener } from '../../../src/log/server/socketListener.ts';
import { systemTimers as timers } from '../../../src/log/timers.ts';
import { ServedSession } from '../../contract/servedSession.ts';

describe('the socket listener', () => {
  it('takes another port if the one it prefers is taken', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const address = squatter.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { server } = await new ServedSession().serve();
    const listener = await SocketListener.open(server, { port, timers, report: () => undefined });
    assert.notEqual(listener.port, port);
    assert.notEqual(listener.port, 0);
    listener.dispose();
    squatter.close();
  });
});
