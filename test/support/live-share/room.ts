import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';

/** What tells a window's extension host where the room is and who sits there. */
export const roomVariables = { folder: 'LIVE_SHARE_ROOM', person: 'LIVE_SHARE_PERSON' } as const;

/** Times are in milliseconds. */
const quirksSchema = v.object({
  /** What Live Share knows the person by; by default their name, null for someone it doesn't know. */
  userName: v.optional(v.nullable(v.string())),
  /** For how long shared services are not available at first. */
  serviceLate: v.optional(v.number()),
  /** For how long there is no role at first, though the session is on. */
  roleLate: v.optional(v.number()),
  /** `getApi()` never settles. */
  neverSettles: v.optional(v.boolean()),
  /** `getApi()` answers null. */
  givesNothing: v.optional(v.boolean()),
  /** Sharing fails, and there is no user. */
  signedOut: v.optional(v.boolean()),
  /** What the host lets this guest do. */
  access: v.optional(v.picklist(['readOnly', 'readWrite'])),
  /** Shared servers have another port at this guest, and that alone. */
  remapPorts: v.optional(v.boolean()),
  /** The guest's workspace stays open when the session ends, without a file system behind it. */
  staysOpen: v.optional(v.boolean()),
});

const settingsSchema = v.object({
  /** Whether extensions get what Microsoft has to permit: shared services, users, places in the UI. */
  mode: v.picklist(['granted', 'notGranted']),
  /** By the name of the person. */
  people: v.optional(v.record(v.string(), quirksSchema), {}),
});

const sessionSchema = v.object({ id: v.string(), port: v.number(), workspace: v.string() });

export type Quirks = v.InferOutput<typeof quirksSchema>;
export type RoomSettings = v.InferInput<typeof settingsSchema>;

/** How the session that is on is reached. */
export type SessionNote = v.InferOutput<typeof sessionSchema>;

/** A folder that stands for the service in the cloud: who is there, how, and the session that is on. */
export class Room {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Says how it shall be; before any window opens. */
  async prepare(settings: RoomSettings): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeFile(this.#settingsFile, JSON.stringify(settings));
  }

  /** What someone's extension host has to have in its environment. */
  environmentOf(person: string): NodeJS.ProcessEnv {
    return { [roomVariables.folder]: this.#folder, [roomVariables.person]: person };
  }

  async settings(): Promise<v.InferOutput<typeof settingsSchema>> {
    return v.parse(settingsSchema, JSON.parse(await readFile(this.#settingsFile, 'utf8')));
  }

  /** The session that is on, or was when its host vanished. */
  async session(): Promise<SessionNote | undefined> {
    const text = await readFile(this.#sessionFile, 'utf8').catch(() => undefined);
    return text === undefined ? undefined : v.parse(sessionSchema, JSON.parse(text));
  }

  /**
   * Notes a session, and writes the workspace file by which guests open its folders: as with Live Share
   * one of its own, in a folder of its own, whose name is the session's.
   */
  async open(
    id: string,
    port: number,
    folders: readonly { readonly uri: string; readonly name: string }[],
  ): Promise<void> {
    const workspace = join(this.#folder, id, 'Visual Studio Live Share.code-workspace');
    await mkdir(dirname(workspace), { recursive: true });
    await writeFile(workspace, JSON.stringify({ folders }));
    const note: SessionNote = { id, port, workspace };
    await writeFile(this.#sessionFile, JSON.stringify(note));
  }

  async close(): Promise<void> {
    await rm(this.#sessionFile, { force: true });
  }

  get #settingsFile(): string {
    return join(this.#folder, 'settings.json');
  }

  get #sessionFile(): string {
    return join(this.#folder, 'session.json');
  }
}

/** The session whose workspace file this is. */
export function sessionOf(workspace: string): string {
  return basename(dirname(workspace));
}
