import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Inside node_modules, so that the packages a bundle leaves out are found from there. */
const folder = fileURLToPath(new URL('../../node_modules/.cache/elektra-web-children/', import.meta.url));

/**
 * Makes a TypeScript module something that a test can start as a process of its own.
 * @param entry absolute path of the module
 * @returns path of an .mjs file with the module and all of ours that it imports; packages are left out. The same source gives the same path.
 */
export async function bundleForChild(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    outdir: folder,
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  const hash = createHash('sha256').update(output.contents).digest('hex').slice(0, 16);
  const path = join(folder, `${basename(entry, '.ts')}-${hash}.mjs`);
  await mkdir(folder, { recursive: true });
  // Another test file may be making the same one.
  await writeFile(`${path}.${process.pid}`, output.contents);
  await rename(`${path}.${process.pid}`, path);
  return path;
}
