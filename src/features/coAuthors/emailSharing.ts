import type { Platform } from '../../platform/platform.ts';
import { settings } from '../../platform/settings.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { lazy } from '../../util/lazy.ts';

/** Tells sessions this person's e-mail address, where a setting says so. */
export function emailSharing({ sessions, attention, log }: Platform): Disposable {
  const store = new DisposableStore();
  const emails = lazy(async () => {
    const { Emails } = await import('./emails.ts');
    return store.add(new Emails(sessions, attention, log));
  });
  const follow = () => {
    const { active } = sessions;
    if (active !== undefined && (settings.coAuthors() || settings.email() !== '')) {
      log.background('Sharing an e-mail address', async () => (await emails()).follow(active));
    }
  };
  store.add(sessions.onDidChange(follow));
  store.add(settings.onDidChangeCoAuthors(follow));
  store.add(settings.onDidChangeEmail(follow));
  follow();
  return store;
}
