import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import type { FoundPackages, WantedPackage } from '../../scaffolds/packages.ts';

const foundSchema = v.record(v.string(), v.nullable(v.string()));

/** The interpreter may be slow to start, on a network drive for one. In milliseconds. */
const patience = 20_000;

/** Imports nothing but Python's own modules; prints the versions of what is there. */
const script = `
import importlib.metadata, importlib.util, json, sys
found = {}
for module, name in (argument.split("=") for argument in sys.argv[1:]):
    try:
        found[module] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        if module in sys.builtin_module_names or importlib.util.find_spec(module):
            found[module] = None
print(json.dumps(found))
`;

/**
 * Asks an interpreter which packages it has; imports none of them.
 * @param python path of the interpreter
 * @throws if it can't be started, fails, or takes too long
 */
export async function lookForPackages(
  python: string,
  wanted: readonly WantedPackage[],
): Promise<FoundPackages> {
  const names = wanted.map(({ module, name }) => `${module}=${name}`);
  const { stdout } = await promisify(execFile)(python, ['-c', script, ...names], {
    timeout: patience,
    windowsHide: true,
    // Not the workspace: a file there could stand in for a module of Python's own.
    cwd: dirname(python),
  });
  return v.parse(foundSchema, JSON.parse(stdout));
}
