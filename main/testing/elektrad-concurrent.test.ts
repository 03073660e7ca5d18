import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ElektradNode } from '#shared/elektrad/contract.ts';
import { parseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { outcomeOf, type KeyAct, type KeyModel } from '../elektrad/testing/key-model.ts';
import { startOurElektrad, type OurElektradHttp } from './our-elektrad-http.ts';
import { requestTo } from './request-to.ts';

const ROOT = parseKeyName('user:/s');
const NAMES = ['user:/s/a', 'user:/s/a/b', 'user:/s/a/b/c', 'user:/s/d', 'user:/s/d/e'].map(parseKeyName);

let directory: string;
let ours: OurElektradHttp;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'elektrad-'));
  ours = await startOurElektrad(directory);
});
afterAll(async () => {
  await ours.close();
  await rm(directory, { recursive: true });
});

const key = fc.constantFrom(...NAMES);
const value = fc.integer({ min: 1, max: 99 }).map(String);
const act: fc.Arbitrary<KeyAct> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant('put' as const), key, value }) },
  fc.record({ act: fc.constant('remove' as const), key, recursive: fc.boolean() }),
  fc.record({ act: fc.constantFrom('move' as const, 'copy' as const), key, target: key, force: fc.boolean() }),
  fc.record({ act: fc.constant('setAll' as const), key, values: fc.dictionary(fc.constantFrom('b', 'x'), value) }),
);

describe('writers at the same moment', () => {
  it('leave what some order of them, one after another, would have left, and were answered by it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(act, { minLength: 2, maxLength: 5 }), { maxLength: 4 }), async (bursts) => {
        await requestTo(ours.url)('DELETE', `/kdb/${encodeURIComponent(ROOT)}?recursive=1`);
        let keys: KeyModel = new Map();
        for (const burst of bursts) {
          const statuses = await Promise.all(burst.map((each) => send(each)));
          const after = await stored();
          const given = burst.map((each, at) => ({ act: each, status: statuses[at] }));
          expect(hasOrder(given, keys, after), JSON.stringify({ given, before: [...keys], after: [...after] })).toBe(
            true,
          );
          keys = after;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('lose nothing when there are many of them', async () => {
    const writers = Array.from({ length: 64 }, async (_each, writer) => {
      const request = requestTo(ours.url);
      for (let at = 0; at < 10; at += 1) {
        const { status } = await request('PUT', `/kdb/user%3A%2Fmany%2Fw${writer}%2Fk${at}`, `${writer} ${at}`);
        expect(status).toBe(201);
      }
    });
    await Promise.all(writers);
    const { body } = await requestTo(ours.url)('GET', '/kdb/user%3A%2Fmany');
    expect((JSON.parse(body) as ElektradNode).ls).toHaveLength(640);
  });
});

interface Given {
  readonly act: KeyAct;
  readonly status: number | undefined;
}

/** Whether the acts, in some order, give these answers and lead from `keys` to `after`. */
function hasOrder(given: readonly Given[], keys: KeyModel, after: KeyModel): boolean {
  if (given.length === 0) return isSame(keys, after);
  return given.some(({ act: next, status }, at) => {
    const outcome = outcomeOf(next, keys);
    return outcome.status === status && hasOrder(given.toSpliced(at, 1), outcome.after, after);
  });
}

function isSame(one: KeyModel, other: KeyModel): boolean {
  return one.size === other.size && [...one].every(([name, text]) => other.get(name) === text);
}

async function send(each: KeyAct): Promise<number> {
  const request = requestTo(ours.url);
  const at = encodeURIComponent(each.key);
  switch (each.act) {
    case 'put':
      return (await request('PUT', `/kdb/${at}`, each.value)).status;
    case 'remove':
      return (await request('DELETE', `/kdb/${at}${each.recursive ? '?recursive=1' : ''}`)).status;
    case 'setAll': {
      const configurations = Object.entries(each.values).map(([part, text]) => ({ key: part, value: text }));
      return (await request('PUT', `/kdbAll/${at}`, { configurations })).status;
    }
    default: {
      const route = each.act === 'move' ? 'kdbMv' : 'kdbCp';
      return (await request('POST', `/${route}/${at}${each.force ? '?force=1' : ''}`, each.target)).status;
    }
  }
}

async function stored(): Promise<KeyModel> {
  const request = requestTo(ours.url);
  const { ls } = JSON.parse((await request('GET', `/kdb/${encodeURIComponent(ROOT)}`)).body) as ElektradNode;
  const { body } = await request('POST', '/kdbRead', { names: ls });
  const { keys } = JSON.parse(body) as { keys: readonly { readonly name: KeyName; readonly value?: string }[] };
  return new Map(keys.map(({ name, value: text = '' }) => [name, text]));
}
