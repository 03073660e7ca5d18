import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterId } from '#shared/model/cluster.ts';
import { InstanceId } from '#shared/model/instance.ts';
import type { EditOptions } from './command-options.ts';
import { readEdits, type EditNames } from './edits.ts';

const NOTHING: EditOptions = { top: false, leave: [], join: [], remove: [], keep: false, set: [] };
const NAMES: EditNames = {
  instances: async () => ({ find: (text) => InstanceId.parse(`id-${text}`), nameOf: String }),
  cluster: async (text) => ClusterId.parse(`cluster-${text}`),
};
const edits = (options: Partial<EditOptions>) => readEdits({ ...NOTHING, ...options }, NAMES);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edits-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileWith(text: string): Promise<string> {
  const file = join(folder, 'edits.json');
  await writeFile(file, text);
  return file;
}

describe('readEdits', () => {
  it('has those of the file first, and removes before it sets', async () => {
    const file = await fileWith('[{"kind":"copy","key":"system:/a","target":"system:/b"}]');
    const flags = { parent: 'top', leave: ['w1'], join: ['w2', 'w3'], remove: ['system:/c'], keep: true };
    expect(await edits({ ...flags, file, set: ['system:/c=1=2', 'system:/d='] })).toEqual([
      { kind: 'copy', key: 'system:/a', target: 'system:/b' },
      { kind: 'place', parentId: 'cluster-top' },
      { kind: 'leave', instanceIds: ['id-w1'] },
      { kind: 'join', instanceIds: ['id-w2', 'id-w3'] },
      { kind: 'remove', key: 'system:/c', keep: true },
      { kind: 'set', key: 'system:/c', value: '1=2' },
      { kind: 'set', key: 'system:/d', value: '' },
    ]);
  });

  it('puts a cluster at the top', async () => {
    expect(await edits({ top: true })).toEqual([{ kind: 'place', parentId: null }]);
  });

  it.each<[string, Partial<EditOptions>]>([
    ['Nothing is to be changed', {}],
    ['sets nothing', { set: ['system:/a'] }],
    ['sets nothing', { set: ['=1'] }],
    ['nothing is removed', { keep: true, set: ['system:/a=1'] }],
    ['Leave one out', { parent: 'a', top: true }],
    ['cannot be read', { file: '/nowhere/edits.json' }],
  ])('says %j of %j', async (words, options) => {
    await expect(edits(options)).rejects.toThrow(words);
  });

  it.each([
    ['is no JSON', '[{'],
    ['no JSON list', '{}'],
    ['edits.0', '[{"kind":"explode"}]'],
  ])('says %j of a file with %s', async (words, text) => {
    await expect(edits({ file: await fileWith(text) })).rejects.toThrow(words);
  });
});
