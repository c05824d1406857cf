import * as vscode from 'vscode';
import { replay } from '../../core/evolve.ts';
import { type PictureEnding, pictureEnding } from '../../core/figureFile.ts';
import type { LogEntry } from '../../core/logEntry.ts';
import { recap } from '../../core/recap/recap.ts';
import { recapPicture } from '../../core/recap/recapPicture.ts';
import { settings } from '../../platform/settings.ts';
import { type Library, papersOf } from './papersOf.ts';
import { canPreview } from './showRecap.ts';
import { timeZone } from './timeZone.ts';

/** Larger figures, and more of them, would make the draft slow; it names them. In bytes. */
const largestFigure = 3_000_000;
const mostOfFigures = 12_000_000;

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
  const options = {
    timeZone: zone,
    isRunning,
    tellsShares: settings.showsShares(),
    papers: await papersOf(session, library),
  };
  if (!canPreview()) {
    return recap(entries, options); // Read as it is, where a picture is a page of letters.
  }
  const picture = dataUri('svg', Buffer.from(recapPicture(entries, zone) ?? ''));
  const figures = session.findings.flatMap(({ figure }) => figure ?? []);
  const links = await figureData(figures);
  const figureLink = (figure: string) => links.get(figure);
  return recap(entries, { ...options, figureLink, picture });
}

/** Figures of the workspace as links that hold them; none of what is not there, or too large. */
async function figureData(figures: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const links = new Map<string, string>();
  let room = mostOfFigures;
  for (const figure of new Set(figures)) {
    const times = figures.filter((other) => other === figure).length;
    const bytes = await readFigure(figure, Math.min(room / times, largestFigure));
    const ending = pictureEnding(figure);
    if (bytes !== undefined && ending !== undefined) {
      links.set(figure, dataUri(ending, bytes));
      room -= times * bytes.length;
    }
  }
  return links;
}

async function readFigure(figure: string, most: number): Promise<Uint8Array | undefined> {
  for (const { uri: folder } of vscode.workspace.workspaceFolders ?? []) {
    const uri = vscode.Uri.joinPath(folder, figure);
    try {
      const { size } = await vscode.workspace.fs.stat(uri);
      return size > most ? undefined : await vscode.workspace.fs.readFile(uri);
    } catch {} // Not in this folder.
  }
  return undefined;
}

function dataUri(ending: PictureEnding, bytes: Uint8Array): string {
  return `data:${mediaTypes[ending]};base64,${Buffer.from(bytes).toString('base64')}`;
}
