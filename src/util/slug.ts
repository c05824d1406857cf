/**
 * Text as a part of a file's or branch's name: `do-induction-heads-form`. At most 48 characters, whole
 * words where there are any; empty where nothing of the text can be written in such letters.
 */
export function slugOf(text: string): string {
  const slug = text
    .normalize('NFKD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (slug.length <= longest) {
    return slug;
  }
  const end = slug.lastIndexOf('-', longest);
  return slug.slice(0, end > 0 ? end : longest);
}

const longest = 48;
