// For tests: runs functions that they send in this window's extension host, as another extension would run.
import { readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import { dirname, join } from 'node:path';
import { runInThisContext } from 'node:vm';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type * as vsls from 'vsls';
import { Link } from '../live-share/link.ts';
import { probeVariable, type Tools } from './probe.ts';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const path = process.env[probeVariable];
  if (path === undefined) {
    throw new Error(`The probe needs ${probeVariable}.`);
  }
  // A window before a reload has left it.
  await rm(path, { force: true });
  const kept = new Map<string, unknown>();
  const logs = dirname(context.logUri.fsPath);
  const tools: Tools = {
    ...{ vscode, net, kept },
    liveShare: () => liveShare(context.extension.id),
    log: () => readFile(join(logs, 'interpair.interpair', 'Interpair.log'), 'utf8'),
  };
  const server = net.createServer((socket) => {
    const link = new Link(socket);
    link.on('run', v.tuple([v.string(), v.unknown()]), (source, argument) =>
      v.parse(v.function(), runInThisContext(`(${source})`))(tools, argument),
    );
  });
  server.listen(path);
  context.subscriptions.push(new vscode.Disposable(() => server.close()));
}

async function liveShare(ownId: string): Promise<vsls.LiveShare> {
  const extension = vscode.extensions.getExtension<vsls.LiveShareExtension>(
    'ms-vsliveshare.vsliveshare',
  );
  const api = await (await extension?.activate())?.getApi('1.0.4753', ownId);
  if (!api) {
    throw new Error('Live Share gives no API.');
  }
  return api;
}
