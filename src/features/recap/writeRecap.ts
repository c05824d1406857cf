import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { linkPath } from '../../core/markdown.ts';
import { errorCode } from '../../util/errorCode.ts';
import { HumanError, reasonOf } from '../../util/humanError.ts';

/** The two files of a recap. */
export interface RecapFiles {
  /** @param picture the destination of a link to the picture; absent where there is none. */
  readonly text: (picture?: string) => string;
  readonly picture: string;
}

export interface WrittenRecap {
  /** The path of the text. */
  readonly file: string;
  /** Why the picture is not beside it, in a sentence; absent if it is. */
  readonly problem?: string;
}

/** Writes a file that must not be there yet. */
export type WriteNew = (file: string, content: string) => Promise<void>;

/** More names than this are not tried. */
const mostNames = 100;

/** In one step: a partner who has the same folder, and writes the same recap, sees all of a file or none. */
const writeNew: WriteNew = async (file, content) => {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, content, { flag: 'wx' });
    await link(draft, file).catch(async (error: unknown) => {
      if (errorCode(error) === 'EEXIST') {
        throw error;
      }
      // Some disks have no links.
      await writeFile(file, content, { flag: 'wx' });
    });
  } finally {
    await rm(draft, { force: true });
  }
};

/**
 * Writes a recap's text and its picture under one name. Where either name is taken by anything else,
 * that is kept, and both get the same number. Without its picture the text is written all the same.
 *
 * @param base the path without its ending.
 * @throws {HumanError} if the text can't be written.
 */
export async function writeRecap(
  base: string,
  { text, picture }: RecapFiles,
  write: WriteNew = writeNew,
): Promise<WrittenRecap> {
  for (let number = 1; number <= mostNames; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    const file = `${name}.md`;
    const image = `${name}.svg`;
    const whole = text(linkPath(path.basename(image)));
    const places = await Promise.all([placeFor(file, whole), placeFor(image, picture)]);
    if (!places.includes('taken')) {
      const [ofText, ofPicture] = places;
      const drawn = ofPicture === 'free' ? await put(image, picture, write) : 'there';
      if (drawn === 'taken') {
        continue;
      }
      const problem = drawn === 'there' ? undefined : drawn.because;
      const content = problem === undefined ? whole : text();
      const written = ofText === 'free' ? await put(file, content, write) : 'there';
      if (written === 'taken') {
        continue;
      }
      if (written !== 'there') {
        throw notWritten(file, written.because);
      }
      return problem === undefined
        ? { file }
        : { file, problem: `The picture of the session could not be written (${problem}).` };
    }
  }
  throw notWritten(`${base}.md`, `its ${mostNames} names are taken`);
}

function notWritten(file: string, why: string): HumanError {
  return new HumanError(
    `The recap can't be written to ${file} (${why}); the log of the session is kept, so make the folder writable and run "Interpair: Open Recap" again.`,
  );
}

/** What else may stand at a path, besides a file that can be read. */
const unreadable: readonly unknown[] = ['EISDIR', 'EACCES', 'EPERM'];

/** What is at a path: nothing as far as can be told, just this content, or anything else. */
async function placeFor(file: string, content: string): Promise<'free' | 'same' | 'taken'> {
  try {
    return (await readFile(file, 'utf8')) === content ? 'same' : 'taken';
  } catch (error) {
    return unreadable.includes(errorCode(error)) ? 'taken' : 'free';
  }
}

/** Writes a file whose place was free, unless a partner was faster; what they wrote may be just this. */
async function put(
  file: string,
  content: string,
  write: WriteNew,
): Promise<'there' | 'taken' | { readonly because: string }> {
  try {
    await write(file, content);
    return 'there';
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') {
      return { because: reasonOf(error) };
    }
    return (await placeFor(file, content)) === 'same' ? 'there' : 'taken';
  }
}
