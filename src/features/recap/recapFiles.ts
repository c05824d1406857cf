import * as path from 'node:path';
import * as vscode from 'vscode';
import { recap } from '../../core/recap/recap.ts';
import { recapPicture } from '../../core/recap/recapPicture.ts';
import { type FinishedSession, recordFolder } from '../../platform/record/recordFolder.ts';
import { recordName } from '../../platform/record/recordName.ts';
import { settings } from '../../platform/settings.ts';
import { figureLinks } from './figureLinks.ts';
import { type Library, papersOf } from './papersOf.ts';
import { timeZone } from './timeZone.ts';
import { type WrittenRecap, writeRecap } from './writeRecap.ts';

/**
 * Writes the recap of a session and its picture: beside its log, or into the record folder where the log
 * lives elsewhere.
 *
 * @throws {HumanError} if nothing can be written there.
 */
export async function writeRecapFiles(
  { session, entries, recordBase, how }: FinishedSession,
  library: Library,
  storage: vscode.Uri,
): Promise<WrittenRecap> {
  const base = recordBase ?? (await newBase(session.hypothesis, session.startedAt, storage));
  const links = await figureLinks(
    path.dirname(base),
    (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) =>
      uri.scheme === 'file' ? uri.fsPath : [],
    ),
    session.findings.flatMap(({ figure }) => figure ?? []),
  );
  const figureLink = (figure: string) => links.get(figure);
  const zone = timeZone();
  const options = {
    timeZone: zone,
    isRunning: how === 'left',
    tellsShares: settings.showsShares(),
    figureLink,
    papers: await papersOf(session, library),
  };
  return await writeRecap(base, {
    text: (picture) =>
      recap(entries, picture === undefined ? options : { ...options, picture }) ?? '',
    picture: recapPicture(entries, zone) ?? '',
  });
}

async function newBase(hypothesis: string, at: number, storage: vscode.Uri): Promise<string> {
  return path.join(await recordFolder(storage), recordName(hypothesis, at));
}
