import type { ElektradHttp } from '../../fixtures/elektrad-http.ts';

const ROOT = 'user:/large';
const BATCH = 5_000;

/** `user:/large/p0/k0`, `user:/large/p1/k1` and on: a hundred folders. */
export function manyNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_each, at) => `${ROOT}/p${at % 100}/k${at}`);
}

export async function storeMany({ client }: ElektradHttp, names: readonly string[]): Promise<void> {
  for (let from = 0; from < names.length; from += BATCH) {
    const configurations = names.slice(from, from + BATCH).map((key) => ({ key, value: 'value' }));
    await client.call('kdb.setAll', { name: ROOT, configurations });
  }
}
