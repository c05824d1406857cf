import * as v from 'valibot';
import { newSecret } from '../../protocol/invite.ts';

const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/, 'not 128 bits in base64url'));

/** What a host of a session keeps to itself, in secret storage, for as long as the session lives. */
const sessionCredentialsSchema = v.object({
  /** What the invite proves. */
  secret: key,
  /** What the passes of the participants follow from. */
  passKey: key,
  /** What the host proves with to partners on the network that it is the one; both in PEM. */
  tls: v.exactOptional(v.object({ key: v.string(), certificate: v.string() })),
});
export type SessionCredentials = v.InferOutput<typeof sessionCredentialsSchema>;

/** What was kept as text; `undefined` where it is gone or makes no sense. */
export function readSessionCredentials(text: string | undefined): SessionCredentials | undefined {
  const kept = v.safeParse(v.pipe(v.string(), v.parseJson(), sessionCredentialsSchema), text);
  return kept.success ? kept.output : undefined;
}

export function newSessionCredentials(tls?: SessionCredentials['tls']): SessionCredentials {
  const credentials = { secret: newSecret(), passKey: newSecret() };
  return tls === undefined ? credentials : { ...credentials, tls };
}
