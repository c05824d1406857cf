import * as v from 'valibot';
import * as vscode from 'vscode';
import { type Millis, minute, second } from '../core/time.ts';
import type { TurnSettings } from '../core/turn.ts';
import { type BindAddress, parseBindAddress } from '../log/bindAddress.ts';
import type { Event } from '../util/emitter.ts';
import { HumanError } from '../util/humanError.ts';
import { expiries, fits, numberRules, type TurnSetting } from './settingRules.ts';

/** What each setting may be; anything else in a settings file counts as its default. */
const schemas = {
  displayName: v.fallback(v.pipe(v.string(), v.trim()), ''),
  'turn.minutes': number('turn.minutes'),
  'turn.onExpiry': v.fallback(v.picklist(expiries), expiries[0]),
  'turn.graceSeconds': number('turn.graceSeconds'),
  'turn.repeatMinutes': number('turn.repeatMinutes'),
  'break.afterTurns': number('break.afterTurns'),
  'break.minutes': number('break.minutes'),
  'connection.default': v.fallback(v.picklist(['ask', 'liveShare', 'invite', 'solo']), 'ask'),
  'connection.bindAddress': v.fallback(v.string(), '127.0.0.1'),
  'git.coAuthors': v.fallback(v.boolean(), false),
  email: v.fallback(v.pipe(v.string(), v.trim()), ''),
  'handoff.git': v.fallback(v.picklist(['off', 'wipCommit']), 'off'),
  'journal.folder': v.fallback(v.string(), '.interpair/sessions'),
  'questions.decks': v.fallback(
    v.pipe(
      v.array(v.unknown()),
      // One wrong entry doesn't cost the others.
      v.transform((entries) =>
        entries.filter((entry) => typeof entry === 'string' && entry !== ''),
      ),
      v.array(v.string()),
    ),
    [],
  ),
  'questions.nudgeMinutes': number('questions.nudgeMinutes'),
  fairness: v.fallback(v.boolean(), false),
  sound: v.fallback(v.boolean(), false),
  navigatorReadOnly: v.fallback(v.boolean(), false),
};

type Key = keyof typeof schemas;

/** The person's settings, read when they are needed. */
export const settings = {
  displayName: () => read('displayName'),
  journalFolder: (folder: vscode.Uri) => read('journal.folder', folder),
  gitHandoff: () => read('handoff.git'),
  coAuthors: () => read('git.coAuthors'),
  onDidChangeCoAuthors: changeOf('git.coAuthors'),
  /** As the person typed it; empty where they left it to git. */
  email: () => read('email'),
  onDidChangeEmail: changeOf('email'),
  /** As written: paths of decks, or of folders of them. */
  decks: (folder: vscode.Uri | undefined) => read('questions.decks', folder),
  connection: () => read('connection.default'),
  parsedBindAddress: () => parseBindAddress(read('connection.bindAddress')),
  /** @throws {HumanError} if it is no address. */
  bindAddress: (): BindAddress => {
    const address = settings.parsedBindAddress();
    if (!address.ok) {
      throw new HumanError(address.error);
    }
    return address.value;
  },
  /** How long a pair may ask nothing before it is reminded; `undefined` for as long as it likes. */
  nudgeStretch: () => stretch('questions.nudgeMinutes'),
  onDidChangeNudgeStretch: changeOf('questions.nudgeMinutes'),
  /** Whether this person wants to see how long each one drove, and how much they asked. */
  showsShares: () => read('fairness'),
  onDidChangeShowsShares: changeOf('fairness'),
  /** After how long the notice at the end of a turn comes again; `undefined` for never. */
  repeatStretch: () => stretch('turn.repeatMinutes'),
  /** Whether VS Code is set up for a screen reader. One that it finds by itself it tells nobody of. */
  isReadAloud: () =>
    vscode.workspace.getConfiguration('editor').get('accessibilitySupport') === 'on',
  /** Whether the end of a turn or a break is heard. */
  sound: () => read('sound'),
  /** Whether the editors are read-only while someone else drives. */
  navigatorReadOnly: () => read('navigatorReadOnly'),
  onDidChangeNavigatorReadOnly: changeOf('navigatorReadOnly'),
  turns: (): TurnSettings => ({
    length: Math.round(read('turn.minutes') * minute),
    onExpiry: read('turn.onExpiry'),
    grace: Math.round(read('turn.graceSeconds') * second),
    breaks: {
      afterTurns: read('break.afterTurns'),
      length: Math.round(read('break.minutes') * minute),
    },
  }),
  /** What is written for a setting, whatever that is. */
  written: (key: TurnSetting): unknown => vscode.workspace.getConfiguration('interpair').get(key),
};

function number(key: keyof typeof numberRules) {
  const rule = numberRules[key];
  return v.fallback(
    v.custom<number>((value) => fits(rule, value)),
    rule.usual,
  );
}

/** From a setting in minutes, of which 0 stands for never. */
function stretch(key: 'questions.nudgeMinutes' | 'turn.repeatMinutes'): Millis | undefined {
  const minutes = read(key);
  return minutes === 0 ? undefined : Math.round(minutes * minute);
}

function changeOf(key: Key): Event<void> {
  return (listener) =>
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`interpair.${key}`)) {
        listener();
      }
    });
}

function read<K extends Key>(key: K, scope?: vscode.Uri): v.InferOutput<(typeof schemas)[K]> {
  return v.parse(schemas[key], vscode.workspace.getConfiguration('interpair', scope).get(key));
}
