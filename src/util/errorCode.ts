/** What the system calls a failure, such as `ENOENT`; `undefined` for an error without a code. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
