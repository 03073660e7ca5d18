import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type OutputFile } from 'esbuild';

/** Inside node_modules, so that the native packages, which no bundle can hold, are found from there. */
const folder = fileURLToPath(new URL('../../node_modules/.cache/elektra-web-children/', import.meta.url));

const bundles = new Map<string, Promise<string>>();

/**
 * Makes a TypeScript module something that a test can start as a process of its own.
 * @param entry absolute path of the module
 * @returns path of an .mjs file with the module and all that it imports; what it imports later is beside it. The same source gives the same path.
 */
export function bundleForChild(entry: string): Promise<string> {
  const known = bundles.get(entry) ?? bundle(entry);
  bundles.set(entry, known);
  return known;
}

/** As the product is bundled: a child that finds and reads hundreds of files of packages takes three times as long to start. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: { [basename(entry, '.ts')]: entry },
    bundle: true,
    splitting: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['keytar', 'lmdb'],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    outExtension: { '.js': '.mjs' },
    outdir: folder,
  });
  const place = join(folder, `${basename(entry, '.ts')}-${hashOf(outputFiles)}`);
  if (!existsSync(place)) await writeWhole(place, outputFiles);
  return join(place, `${basename(entry, '.ts')}.mjs`);
}

function hashOf(files: readonly OutputFile[]): string {
  const hash = createHash('sha256');
  for (const { contents } of files) hash.update(contents);
  return hash.digest('hex').slice(0, 16);
}

/** Another test file may be making the same one: whoever is first to be ready is taken. */
async function writeWhole(place: string, files: readonly OutputFile[]): Promise<void> {
  const fresh = `${place}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  for (const { path, contents } of files) await writeFile(join(fresh, basename(path)), contents);
  await rename(fresh, place).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    await rm(fresh, { recursive: true });
  });
}
