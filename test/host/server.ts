import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closeOnSignal } from './closeOnSignal.ts';
import { installCodeServer } from './codeServer.ts';
import { endGroup, spawnGroup } from './processGroup.ts';
import { defaultSettings } from './settings.ts';

export interface ServerOptions {
  /** Holds this person's settings and extensions; made if it is not there. Keep the path short. */
  readonly data: string;
  /** The folder, or the workspace file, that a link without a query opens. */
  readonly folder?: string;
  /** The roots of extensions, used in place as if they were installed. */
  readonly extensions?: readonly string[];
  /** Settings on top of the quiet defaults. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment of the extension host, on top of this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** The port to use if it is free. */
  readonly port?: number;
  /** Lets a page name development extensions in its address; VS Code then shows no toasts. */
  readonly developmentPayload?: boolean;
  /** Whether extensions can be found online. */
  readonly marketplace?: boolean;
  /** Whether the server may end itself after some minutes without any page. */
  readonly endsWhenIdle?: boolean;
  /** Called with every line that the server prints. */
  readonly onLine?: (line: string) => void;
}

/** One code-server process on the loopback address: the VS Code of one person. */
export class Server implements AsyncDisposable {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #forget: () => void;

  private constructor(url: string, child: ChildProcess, forget: () => void) {
    this.url = url;
    this.#child = child;
    this.#forget = forget;
  }

  /** Starts a server, installing code-server first if need be. */
  static async start(options: ServerOptions): Promise<Server> {
    const entry = await installCodeServer();
    await prepareData(options);
    const child = spawnGroup(process.execPath, [entry, ...flags(options)], {
      env: environment(options),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const forget = closeOnSignal(() => endGroup(child));
    try {
      return new Server(await listening(child, options.onLine), child, forget);
    } catch (error) {
      await endGroup(child);
      forget();
      if (options.port !== undefined && String(error).includes('EADDRINUSE')) {
        const { port: _taken, ...rest } = options;
        return await Server.start(rest);
      }
      throw error;
    }
  }

  /** The address that opens a folder, or a workspace file (an absolute path). */
  addressOf(folder: string): string {
    return `${this.url}?${new URLSearchParams(queryOf(folder))}`;
  }

  async close(): Promise<void> {
    await endGroup(this.#child);
    this.#forget();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function flags(options: ServerOptions): string[] {
  const { data } = options;
  return [
    ...['--config', join(data, 'config.yaml')],
    ...['--auth', 'none', '--bind-addr', `127.0.0.1:${options.port ?? 0}`],
    ...['--user-data-dir', data, '--extensions-dir', join(data, 'extensions')],
    ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
    '--disable-getting-started-override',
    ...(options.endsWhenIdle ? ['--idle-timeout-seconds', '300'] : []),
    ...(options.developmentPayload ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
}

function environment(options: ServerOptions): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    // In a terminal of VS Code these would lead code-server to that window.
    if (!/^(VSCODE_|ELECTRON_|CODE_SERVER_|PORT$|PASSWORD$)/.test(name)) env[name] = value;
  }
  if (!options.marketplace) env.EXTENSIONS_GALLERY = '{"serviceUrl":""}';
  return { ...env, ...options.env };
}

async function prepareData(options: ServerOptions): Promise<void> {
  const { data, folder, extensions } = options;
  await mkdir(join(data, 'extensions'), { recursive: true });
  // Without a file of ours, code-server makes one in the home folder.
  await writeFile(join(data, 'config.yaml'), '');
  const settings = { ...defaultSettings, ...options.settings };
  // A window of a server takes what is the machine's own, such as addresses, from the second.
  for (const place of ['User', 'Machine']) {
    await mkdir(join(data, place), { recursive: true });
    await writeFile(join(data, place, 'settings.json'), JSON.stringify(settings, undefined, 2));
  }
  if (folder !== undefined) {
    await writeFile(join(data, 'coder.json'), JSON.stringify({ query: queryOf(folder) }));
  }
  if (extensions !== undefined) {
    const entries = await Promise.all(extensions.map(installedInPlace));
    await writeFile(join(data, 'extensions', 'extensions.json'), JSON.stringify(entries));
  }
}

/** What an address says to open a folder, or a workspace file. */
function queryOf(path: string): Readonly<Record<string, string>> {
  return path.endsWith('.code-workspace') ? { workspace: path } : { folder: path };
}

/** The entry with which VS Code lists an extension that lies outside its extensions folder. */
async function installedInPlace(root: string): Promise<unknown> {
  const { publisher, name, version } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  return {
    identifier: { id: `${publisher}.${name}` },
    version,
    location: { $mid: 1, path: root, scheme: 'file' },
    metadata: { isApplicationScoped: false, source: 'vsix', pinned: true },
  };
}

/** Waits until the server listens, and returns its address. */
function listening(child: ChildProcess, onLine?: (line: string) => void): Promise<string> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    const read = (part: string): void => {
      for (const line of part.split('\n').filter((text) => text.trim() !== '')) {
        onLine?.(line);
        if (said.length < 50) said.push(line);
        const address = /HTTP server listening on (http:\S+)/.exec(line)?.[1];
        if (address !== undefined) resolve(address);
      }
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', read);
    }
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`code-server ended with code ${code} at its start:\n${said.join('\n')}`));
    });
  });
}
