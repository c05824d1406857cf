import * as vscode from 'vscode';
import { replay } from '../../core/evolve.ts';
import { type PictureEnding, pictureEnding } from '../../core/figureFile.ts';
import type { LogEntry } from '../../core/logEntry.ts';
import { recap } from '../../core/recap/recap.ts';
import { recapPicture } from '../../core/recap/recapPicture.ts';
import { type Library, papersOf } from './papersOf.ts';
import { canPreview } from './showRecap.ts';
import { timeZone } from './timeZone.ts';

/** Larger figures would make the draft slow; it names them. */
const largestFigure = 3_000_000;

const mediaTypes: Readonly<Record<PictureEnding, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  webp: 'image/webp',
};

/**
 * The recap of a log as a document that has no folder, so that its pictures are in the text itself.
 * `undefined` for a log in which no session started.
 */
export async function draftText(
  entries: readonly LogEntry[],
  isRunning: boolean,
  library: Library,
): Promise<string | undefined> {
  const session = replay(entries);
  if (session === undefined) {
    return undefined;
  }
  const zone = timeZone();
  const options = { timeZone: zone, isRunning, papers: await papersOf(session, library) };
  if (!canPreview()) {
    return recap(entries, options); // Read as it is, where a picture is a page of letters.
  }
  const picture = dataUri('svg', Buffer.from(recapPicture(entries, zone) ?? ''));
  const figures = session.findings.flatMap(({ figure }) => figure ?? []);
  const links = new Map(
    await Promise.all(figures.map(async (figure) => [figure, await figureData(figure)] as const)),
  );
  const figureLink = (figure: string) => links.get(figure);
  return recap(entries, { ...options, figureLink, picture });
}

/** A picture of the workspace as a link that holds it; `undefined` if it is not there, or too large. */
async function figureData(figure: string): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const ending = pictureEnding(figure);
  if (folder === undefined || ending === undefined || figure.split(/[\\/]/).includes('..')) {
    return undefined;
  }
  try {
    const uri = vscode.Uri.joinPath(folder, figure);
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > largestFigure
      ? undefined
      : dataUri(ending, await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined; // Not in this window's folder.
  }
}

function dataUri(ending: PictureEnding, bytes: Uint8Array): string {
  return `data:${mediaTypes[ending]};base64,${Buffer.from(bytes).toString('base64')}`;
}
