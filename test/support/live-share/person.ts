import * as v from 'valibot';
import type * as vsls from 'vsls';

/** `vsls.Role`, of which only the type is taken. */
export const role = { none: 0, host: 1, guest: 2 } as const satisfies Record<string, vsls.Role>;

/** `vsls.Access`, of which only the type is taken. */
export const access = {
  none: 0,
  readOnly: 1,
  readWrite: 3,
  owner: 255,
} as const satisfies Record<string, vsls.Access>;

export const personSchema = v.object({
  peerNumber: v.number(),
  /** Who it is, for the stand-in itself. */
  name: v.string(),
  /** What extensions that are permitted are told; null for someone who is not signed in. */
  userName: v.nullable(v.string()),
  role: v.picklist(Object.values(role)),
  access: v.picklist(Object.values(access)),
});

/** A participant of a Live Share session. */
export type Person = v.InferOutput<typeof personSchema>;

/** What an extension is told of a person. */
export function peerOf(person: Person, isPermitted: boolean): vsls.Peer {
  const { peerNumber, role, access } = person;
  return { peerNumber, role, access, user: userOf(person.userName, isPermitted) };
}

export function userOf(userName: string | null, isPermitted: boolean): vsls.UserInfo | null {
  return isPermitted && userName !== null
    ? { displayName: userName, emailAddress: null, userName: null, id: userName }
    : null;
}
