import { repositoryRoot } from './cache.ts';
import { capture } from './capture.ts';

/** Builds the extension into `dist/`, as `npm run build` does. */
export async function buildExtension(): Promise<void> {
  const { code, output } = await capture(process.execPath, ['esbuild.js'], { cwd: repositoryRoot });
  if (code !== 0) throw new Error(`Interpair could not be built:\n${output.trim()}`);
  if (output.trim() !== '') console.log(output.trim());
}
