import { parseKeyName } from '#shared/model/key-name.ts';
import { sayAtOnce } from '../../testing/say-at-once.ts';
import { openLmdbKeyStore } from '../storage/lmdb-key-store.ts';

/**
 * A process that stores `user:/k0`, `user:/k1` … in the directory it is given, and prints the number of each as soon as its promise has resolved:
 * to be killed or traced from outside. Arguments: the directory, the first number, how many, the length of a value.
 */
const [directory = '', first = '0', count = '1', length = '10'] = process.argv.slice(2);
const store = await openLmdbKeyStore({ directory });
const value = 'v'.repeat(Number(length));
for (let at = Number(first); at < Number(first) + Number(count); at += 1) {
  await store.change((keys) => keys.put(parseKeyName(`user:/k${at}`), { value, meta: {} }));
  sayAtOnce(String(at));
}
await store.close();
