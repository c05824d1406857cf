import { participant } from '../../../core/rotation.ts';
import { type EpochMs, type Millis, minute } from '../../../core/time.ts';
import type { Timers } from '../../../log/timers.ts';
import type { Invite } from '../../../protocol/invite.ts';
import { type Disposable, DisposableStore } from '../../../util/disposable.ts';
import { reasonOf } from '../../../util/humanError.ts';
import type { LogChannel } from '../../logChannel.ts';
import { type ActiveSession, sessionOf } from '../../session/activeSession.ts';
import type { SideDoor } from '../../session/sideDoor.ts';
import { type Announced, AnnouncementFile } from './announcementFile.ts';

export interface AnnouncerParts {
  /** The path of the folder that others have open too; `undefined` while there is none to write to. */
  readonly folder: () => string | undefined;
  readonly clock: () => EpochMs;
  readonly timers: Timers;
  readonly log: Pick<LogChannel, 'info' | 'note'>;
}

/** How often it is looked whether what stands in the folder still holds: the machine may have slept, or moved. */
const untilNextLook: Millis = 1 * minute;

/** Has the folder say how the session that is hosted here is reached, until it is disposed. */
export class Announcer implements Disposable {
  readonly active: ActiveSession;
  readonly #parts: AnnouncerParts;
  readonly #disposables = new DisposableStore();
  #file: AnnouncementFile | undefined;
  #door: SideDoor | undefined;
  #saying: Promise<void> = Promise.resolve();
  /** Of the last attempt, so that it is noted once. */
  #problem: string | undefined;

  constructor(active: ActiveSession, parts: AnnouncerParts) {
    this.active = active;
    this.#parts = parts;
    this.#disposables.add(parts.timers.every(untilNextLook, () => this.#look()));
    this.#look();
  }

  /**
   * Has people come in by a side door from now on, for which nobody but them may read the file.
   *
   * @returns what puts an end to that.
   * @throws if there is no folder to write to, or it can't be written.
   */
  async through(door: SideDoor): Promise<Disposable> {
    this.#door = door;
    const letGo = {
      dispose: () => {
        if (this.#door === door) {
          this.#door = undefined;
          this.#look();
        }
      },
    };
    try {
      await this.#say();
      if (this.#file === undefined) {
        throw new Error('There is no folder to announce the session in.');
      }
      return letGo;
    } catch (error) {
      letGo.dispose();
      throw error;
    }
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#file?.dispose();
  }

  #look(): void {
    this.#say().then(
      () => {
        this.#problem = undefined;
      },
      (error: unknown) => {
        const problem = reasonOf(error);
        if (problem !== this.#problem) {
          this.#problem = problem;
          this.#parts.log.note('Announcing the session', error);
        }
      },
    );
  }

  /** After what is being said already. */
  #say(): Promise<void> {
    const said = this.#saying.then(() => this.#sayNow());
    this.#saying = said.catch(() => undefined);
    return said;
  }

  async #sayNow(): Promise<void> {
    const invite = this.#door?.invite ?? this.active.invite;
    if (this.#disposables.isDisposed || invite === undefined) {
      return;
    }
    const { folder, clock, log } = this.#parts;
    const workspace = folder();
    if (workspace !== this.#file?.workspace) {
      this.#file?.dispose();
      this.#file =
        workspace === undefined ? undefined : new AnnouncementFile(workspace, clock, log);
    }
    await this.#file?.say(announced(this.active, invite), this.#door !== undefined);
  }
}

/** How a session is announced to whoever comes in by an invite. */
export function announced(active: ActiveSession, invite: Invite): Announced {
  const session = sessionOf(active);
  const id = session.startedBy;
  return { invite, startedBy: { id, name: participant(session, id)?.name ?? '' } };
}
