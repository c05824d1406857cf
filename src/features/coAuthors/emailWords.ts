import { listed } from '../../util/listed.ts';

/** What a person is told of partners whom their commits can't name. */
export function missingEmailsText(names: readonly string[]): string {
  return names.length === 1
    ? `${listed(names)} has no e-mail address here; your commits can't name them as co-author until they fill in interpair.email in their settings.`
    : `${listed(names)} have no e-mail addresses here; your commits can't name them as co-authors until they fill in interpair.email in their settings.`;
}

export const ownEmailText =
  "Your partners' commits can't name you as co-author, since neither interpair.email nor git's user.email holds an address of yours; fill in one of them.";
