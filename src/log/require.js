import { createRequire } from 'node:module';

// Put into the bundle by esbuild.js: an ES module has no `require`, and `ws` asks for one.
export const require = createRequire(import.meta.url);
