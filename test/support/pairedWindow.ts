import type { FrameLocator } from 'playwright-core';
import type { Window } from '../host/window.ts';

/** What the status bar says of a person's role and clock. */
export interface RoleAndClock {
  readonly role: string;
  /** As shown: `12:40`. */
  readonly clock: string;
}

/** Interpair in one person's window, used as a person does: palette, status bar, panel. */
export class PairedWindow {
  readonly window: Window;

  constructor(window: Window) {
    this.window = window;
  }

  async startSession(hypothesis: string): Promise<void> {
    await this.startBy(hypothesis, 'With an invite');
    await this.window.notifications.waitFor(/invite is on the clipboard/);
  }

  /** Starts a session up to the pick of how the partner joins, with that. */
  async startBy(
    hypothesis: string,
    connection: 'With an invite' | 'With Live Share',
  ): Promise<void> {
    const { quickInput } = this.window;
    await this.window.runCommand('Interpair: Start Paired Session');
    await quickInput.waitFor('What are you trying to find out?');
    await quickInput.submit(hypothesis);
    await quickInput.waitFor('How does your partner join?');
    await quickInput.pick(connection);
  }

  /** Runs a command of Interpair by its title, from the palette. */
  async command(title: string): Promise<void> {
    await this.window.runCommand(`Interpair: ${title}`);
  }

  /** Pastes an invite, or whatever was pasted instead, and confirms. */
  async join(invite: string): Promise<void> {
    const { quickInput } = this.window;
    await this.window.runCommand('Interpair: Join Paired Session');
    await quickInput.waitFor('Paste the invite');
    await quickInput.submit(invite);
  }

  /** Joins the session that someone else runs in the same folder, as it is offered. */
  async takeOffer(name: string): Promise<void> {
    await this.window.notifications.click(
      new RegExp(`${name} runs a paired session on this code`),
      'Join',
    );
  }

  /** Answers the question whether someone may join. */
  async letIn(name: string): Promise<void> {
    await this.window.notifications.click(wantsIn(name), 'Let in');
  }

  async refuse(name: string): Promise<void> {
    await this.window.notifications.click(wantsIn(name), 'Refuse');
  }

  async waitForRole(role: 'Driver' | 'Navigator' | 'Observer', timeoutMs?: number): Promise<void> {
    await this.window.statusBar.waitFor(new RegExp(`^${role} `), timeoutMs);
  }

  /** `undefined` while the status bar shows no role. */
  async roleAndClock(): Promise<RoleAndClock | undefined> {
    for (const text of await this.window.statusBar.texts()) {
      const match = /^(Driver|Navigator|Observer) ([\d:]+)$/.exec(text);
      if (match?.[1] !== undefined && match[2] !== undefined) {
        return { role: match[1], clock: match[2] };
      }
    }
    return undefined;
  }

  /** The question panel, opened if it was not. */
  async questionPanel(): Promise<FrameLocator> {
    await this.window.views.openContainer('Interpair');
    await this.window.views.section('Stupid Questions');
    return this.window.views.webview('Stupid Questions');
  }

  /** Gives a view of Interpair the focus, as one does without a mouse. */
  async focusView(name: 'Session' | 'Stupid Questions'): Promise<void> {
    await this.window.runCommand(`Interpair: Focus on ${name} View`);
    await this.window.views.waitForFocus(name);
  }

  /** Presses the first button of the newest notification that has one, without a mouse. */
  async acceptNotice(pattern: RegExp): Promise<void> {
    await this.window.notifications.waitFor(pattern);
    await this.window.runCommand('Notifications: Accept Notification Primary Action');
  }

  async closeNotifications(): Promise<void> {
    await this.window.runCommand('Notifications: Clear All Notifications');
  }
}

/** Waits until two windows show the same clock at the same moment, and returns it. */
export async function sameClock(one: PairedWindow, other: PairedWindow): Promise<string> {
  return one.window.until('the same clock in both windows', async () => {
    const [mine, theirs] = await Promise.all([one.roleAndClock(), other.roleAndClock()]);
    return mine !== undefined && mine.clock === theirs?.clock && mine.clock;
  });
}

function wantsIn(name: string): RegExp {
  return new RegExp(`${name} wants to join the session`);
}
