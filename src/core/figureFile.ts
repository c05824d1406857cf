/** The pictures that a page shows by themselves, by the endings of their files. */
export const pictureEndings = ['png', 'jpg', 'jpeg', 'gif', 'svg', 'webp'] as const;
export type PictureEnding = (typeof pictureEndings)[number];

/** The files that a figure is saved as. */
export const figureEndings = [...pictureEndings, 'pdf'] as const;

/** The ending of a picture's path; `undefined` for any other file, whichever program shows it. */
export function pictureEnding(path: string): PictureEnding | undefined {
  return pictureEndings.find((known) => known === endingOf(path));
}

export function isFigureFile(path: string): boolean {
  return figureEndings.some((known) => known === endingOf(path));
}

function endingOf(path: string): string | undefined {
  return /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase();
}
