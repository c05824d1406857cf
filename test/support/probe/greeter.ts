import { createServer } from 'node:net';
import type { Tools } from './probe.ts';

/** For a probe: what a window is told when it connects to a port of its loopback; the error it gets otherwise. */
export async function heardAt({ net }: Tools, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port });
    socket.on('data', (text) => resolve(String(text)));
    socket.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
  });
}

/** A server on this machine, which stands for one of Ada's. */
export async function greeter(): Promise<{ readonly port: number } & Disposable> {
  const server = createServer((socket) => socket.end('hello'));
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return { port, [Symbol.dispose]: () => server.close() };
}
