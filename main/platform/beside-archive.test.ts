import { expect, it } from 'vitest';
import { besideArchive } from './beside-archive.ts';

it.each([
  ['/opt/Elektra Web/resources/app.asar/dist/x.mjs', '/opt/Elektra Web/resources/app.asar.unpacked/dist/x.mjs'],
  ['C:\\App\\resources\\app.asar\\dist\\x.mjs', 'C:\\App\\resources\\app.asar.unpacked\\dist\\x.mjs'],
  ['/opt/resources/app.asar.unpacked/dist/x.mjs', '/opt/resources/app.asar.unpacked/dist/x.mjs'],
  ['/usr/lib/elektra-web/dist/x.mjs', '/usr/lib/elektra-web/dist/x.mjs'],
])('%s is found at %s', (path, found) => expect(besideArchive(path)).toBe(found));
