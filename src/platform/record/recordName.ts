import type { EpochMs } from '../../core/time.ts';

/** `2026-11-23-do-induction-heads-form`: names the log and the recap of a session. */
export function recordName(hypothesis: string, at: EpochMs): string {
  const date = new Date(at);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
  const slug = hypothesis
    .normalize('NFKD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug === '' ? day : `${day}-${shortened(slug)}`;
}

/** At most 48 characters, whole words where there are any. */
function shortened(slug: string): string {
  if (slug.length <= 48) {
    return slug;
  }
  const end = slug.lastIndexOf('-', 48);
  return slug.slice(0, end > 0 ? end : 48);
}
