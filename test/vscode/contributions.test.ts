import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import * as vscode from 'vscode';

const manifestSchema = v.object({
  contributes: v.object({
    commands: v.array(v.object({ command: v.string(), title: v.string(), category: v.string() })),
    views: v.record(v.string(), v.array(v.object({ id: v.string() }))),
    menus: v.record(v.string(), v.array(v.object({ command: v.string(), when: v.string() }))),
    configuration: v.object({
      properties: v.record(v.string(), v.object({ default: v.unknown() })),
    }),
  }),
});

/** Registered for the extension itself, so not in the palette. */
const internal = [
  'interpair.goToAgendaItem',
  'interpair.openPastSession',
  'interpair.openPlace',
  'interpair.openRecordFolder',
];

describe('the extension in VS Code', () => {
  let root = '';
  let text = '';
  let manifest: v.InferOutput<typeof manifestSchema>;

  before(async () => {
    const extension = vscode.extensions.getExtension('interpair.interpair');
    assert.ok(extension);
    await extension.activate();
    root = extension.extensionPath;
    text = await readFile(join(root, 'package.json'), 'utf8');
    manifest = v.parse(manifestSchema, JSON.parse(text));
  });

  const contributed = () => manifest.contributes.commands.map(({ command }) => command);
  const viewIds = () =>
    Object.values(manifest.contributes.views).flatMap((views) => views.map(({ id }) => id));

  it('activates without waiting for anything', async () => {
    const module: unknown = await import(pathToFileURL(join(root, 'dist', 'extension.js')).href);
    const { activate } = v.parse(v.object({ activate: v.function() }), module);
    assert.equal(Object.prototype.toString.call(activate), '[object Function]');
  });

  it('has every command that it contributes', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributed().filter((command) => !registered.has(command)),
      [],
    );
  });

  it('contributes every command that it has, but for internal ones', async () => {
    const ofViews = viewIds().map((id) => `${id}.`);
    const own = (await vscode.commands.getCommands(true)).filter(
      (command) =>
        command.startsWith('interpair.') && !ofViews.some((view) => command.startsWith(view)),
    );
    assert.deepEqual(own.sort(), [...contributed(), ...internal].sort());
  });

  it('has a command behind every menu entry and every link in a welcome', async () => {
    const linked = [...text.matchAll(/command:(interpair\.[\w.]+)/g)].map(
      (match) => match[1] ?? '',
    );
    const nls = await readFile(join(root, 'package.nls.json'), 'utf8');
    const welcomed = [...nls.matchAll(/command:(interpair\.[\w.]+)/g)].map(
      (match) => match[1] ?? '',
    );
    const inMenus = Object.values(manifest.contributes.menus).flatMap((entries) =>
      entries.map(({ command }) => command),
    );
    assert.ok(welcomed.length > 0 && inMenus.length > 0);
    const known = new Set([...contributed(), ...viewIds().map((id) => `${id}.focus`)]);
    assert.deepEqual(
      [...linked, ...welcomed, ...inMenus].filter((command) => !known.has(command)),
      [],
    );
  });

  it('has a text for every key, and no text without a key', async () => {
    const nls: unknown = JSON.parse(await readFile(join(root, 'package.nls.json'), 'utf8'));
    const texts = v.parse(v.record(v.string(), v.pipe(v.string(), v.minLength(1))), nls);
    const used = new Set([...text.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]));
    assert.deepEqual(used, new Set(Object.keys(texts)));
  });

  it('has its three views', async () => {
    assert.deepEqual(viewIds(), [
      'interpair.session',
      'interpair.questions',
      'interpair.scaffolds',
    ]);
    for (const id of viewIds()) {
      await vscode.commands.executeCommand(`${id}.focus`);
    }
  });

  it('has the defaults of its settings in VS Code', () => {
    const { properties } = manifest.contributes.configuration;
    for (const [key, { default: value }] of Object.entries(properties)) {
      const known = vscode.workspace.getConfiguration().inspect(key);
      assert.deepEqual(known?.defaultValue, value, key);
    }
  });
});
