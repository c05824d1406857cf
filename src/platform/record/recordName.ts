import type { EpochMs } from '../../core/time.ts';
import { slugOf } from '../../util/slug.ts';

/** `2026-11-23-do-induction-heads-form`: names the log and the recap of a session. */
export function recordName(hypothesis: string, at: EpochMs): string {
  const date = new Date(at);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
  const slug = slugOf(hypothesis);
  return slug === '' ? day : `${day}-${slug}`;
}
