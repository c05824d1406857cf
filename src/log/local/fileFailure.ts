import { errorCode } from '../../util/errorCode.ts';
import { UnavailableError } from '../sessionLog.ts';

/** What a failure of the file system means for the person. */
export function unavailable(path: string, error: unknown): UnavailableError {
  if (error instanceof UnavailableError) {
    return error;
  }
  return new UnavailableError(sentence(path, errorCode(error) ?? 'unknown error'), {
    cause: error,
  });
}

function sentence(path: string, code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk is full, so the session's record ${path} can't grow; free some space and try again.`;
    case 'EFBIG':
      return `The session's record ${path} has become as large as a file may be here (ulimit -f), so it can't grow; raise that limit and try again.`;
    case 'ENOENT':
      return `There is no session's record ${path} any more; look whether it was moved or deleted.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `A file is where the folder of the session's record ${path} should be; move it away, or choose another folder in interpair.journal.folder.`;
    case 'EISDIR':
      return `A folder is where the session's record ${path} should be; move it away and try again.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `Interpair may not write the session's record ${path}; make the file and its folder writable, or choose another folder in interpair.journal.folder.`;
    default:
      return `The session's record ${path} could not be opened or written (${code}); check the disk and try again.`;
  }
}
