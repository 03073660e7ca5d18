import { enableAutoUnmount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { parseKeyName } from '#shared/model/key-name.ts';
import type { ActProgress } from '../composables/use-running-act.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useDraftsStore } from '../stores/drafts-store.ts';
import { useKeyClipboardStore } from '../stores/key-clipboard-store.ts';
import { useKeySelectionStore } from '../stores/key-selection-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useOpenRowsStore } from '../stores/open-rows-store.ts';
import { useSessionStore } from '../stores/session-store.ts';
import { useValuesStore } from '../stores/values-store.ts';
import { createTestWorld } from '../testing/test-world.ts';
import { useClipKeys } from './use-clip-keys.ts';
import { useDuplicateKeys } from './use-duplicate-keys.ts';
import { useMoveKeys } from './use-move-keys.ts';
import { usePasteKeys } from './use-paste-keys.ts';
import { usePlaceKeys } from './use-place-keys.ts';
import { useTransferKeys } from './use-transfer-keys.ts';

enableAutoUnmount(afterEach);
afterEach(() => void vi.unstubAllGlobals());

const key = parseKeyName;

async function opened(names: readonly string[], role: 'viewer' | 'operator' = 'operator') {
  const test = createTestWorld();
  test.clusterd.role = role;
  const { id } = test.clusterd.addInstance('a');
  names.forEach((name) => test.clusterd.set(name, `value of ${name}`));
  const parts = test.run(() => ({
    dialogs: useDialogsStore(),
    drafts: useDraftsStore(),
    clipboard: useKeyClipboardStore(),
    selection: useKeySelectionStore(),
    keys: useKeysStore(),
    openRows: useOpenRowsStore(),
    session: useSessionStore(),
    values: useValuesStore(),
    copy: useClipKeys('copy'),
    cut: useClipKeys('cut'),
    duplication: useDuplicateKeys(),
    move: useMoveKeys(),
    paste: usePasteKeys(),
    placing: usePlaceKeys(),
    transfers: useTransferKeys(),
  }));
  const progress: ActProgress[] = [];
  const control = { signal: new AbortController().signal, onProgress: (next: ActProgress) => void progress.push(next) };
  const writeText = vi.fn<(text: string) => Promise<void>>(async () => undefined);
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  await parts.session.load();
  parts.values.reset(id);
  await parts.keys.open(id);
  const shown = () => test.router.currentRoute.value.query['key'];
  return { ...test, ...parts, id, progress, control, writeText, shown };
}

describe('a key that gets another name', () => {
  const renaming = (id: Awaited<ReturnType<typeof opened>>['id'], from: string, to: string) =>
    ({
      mode: 'move',
      from: id,
      to: id,
      moves: [{ key: key(from), target: key(to) }],
      replace: new Set<string>(),
    }) as const;

  it('takes everything below along: keys, unsaved values, what is open', async () => {
    const { transfers, keys, clusterd, drafts, openRows, control, progress, id } = await opened([
      'user:/a',
      'user:/a/b',
      'user:/ab',
    ]);
    drafts.set(id, 'user:/a/b', { value: 'x', base: '', secret: false });
    openRows.set(id, new Set(['user:/', 'user:/a']));
    await transfers.transfer(renaming(id, 'user:/a', 'user:/z'), control);
    expect(keys.names).toEqual(['user:/ab', 'user:/z', 'user:/z/b']);
    expect(keys.names).toEqual(clusterd.names());
    expect(drafts.get(id, 'user:/z/b')?.value).toBe('x');
    expect(openRows.get(id)).toEqual(new Set(['user:/', 'user:/z']));
    expect(progress.at(-1)).toEqual({ step: 'written', done: 2, total: 2 });
  });

  it('stays as it is when the target exists, and the target is among the names then', async () => {
    const { transfers, keys, clusterd, drafts, control, id } = await opened(['user:/a']);
    clusterd.set('user:/b', 'somebody else’s');
    drafts.set(id, 'user:/a', { value: 'x', base: '', secret: false });
    await expect(transfers.transfer(renaming(id, 'user:/a', 'user:/b'), control)).rejects.toMatchObject({
      code: 'TARGET_EXISTS',
    });
    expect(keys.names).toEqual(['user:/a', 'user:/b']);
    expect(drafts.get(id, 'user:/a')?.value).toBe('x');
  });

  it('replaces what is there when that was decided', async () => {
    const { transfers, keys, clusterd, control, id } = await opened(['user:/a', 'user:/b', 'user:/b/old']);
    await transfers.transfer({ ...renaming(id, 'user:/a', 'user:/b'), replace: new Set(['user:/b']) }, control);
    expect(keys.names).toEqual(['user:/b']);
    expect(clusterd.keys.get('user:/b')?.value).toBe('value of user:/a');
  });
});

describe('an act that is cancelled', () => {
  it('shows the names only when clusterd has put back what it had written', async () => {
    const { transfers, keys, clusterd, control, transport, id } = await opened(['user:/a']);
    const cancelling = new AbortController();
    clusterd.beforeTransfer = () => {
      clusterd.set('user:/b', 'half');
      cancelling.abort();
      return new Promise<void>(() => undefined);
    };
    clusterd.whileSettling = () => void clusterd.keys.delete('user:/b');
    const moves = [{ key: key('user:/a'), target: key('user:/b') }];
    const wanted = { mode: 'copy', from: id, to: id, moves, replace: new Set<string>() } as const;
    const done = transfers.transfer(wanted, { ...control, signal: cancelling.signal });
    await expect(done).rejects.toMatchObject({ name: 'CancelledError' });
    expect(keys.names).toEqual(['user:/a']);
    expect(transport.inputsOf('keys.setAll')).toEqual([]);
  });
});

describe('copy and cut', () => {
  it('take the chosen subtrees, and put their names on the system clipboard', async () => {
    const { copy, cut, clipboard, writeText, id } = await opened(['user:/a', 'user:/a/b', 'user:/c']);
    await copy.run(['user:/c', 'user:/a', 'user:/a/b', 'user:/']);
    expect(clipboard.content).toEqual({ mode: 'copy', subjectId: id, names: ['user:/a', 'user:/c'] });
    expect(writeText).toHaveBeenCalledWith('user:/a\nuser:/c');
    expect(clipboard.isCut(id, 'user:/a')).toBe(false);
    await cut.run(['user:/a']);
    expect(['user:/a', 'user:/a/b', 'user:/ab', 'user:/c'].map((name) => clipboard.isCut(id, name))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('and everything else are not offered to who may not write', async () => {
    const { copy, cut, duplication, move, paste, clipboard, id } = await opened(['user:/a'], 'viewer');
    clipboard.put({ mode: 'copy', subjectId: id, names: [key('user:/a')] });
    expect([copy, cut, duplication, move].map(({ can }) => can(['user:/a']))).toEqual(Array(4).fill(false));
    expect(paste.can('user:/')).toBe(false);
  });
});

describe('paste', () => {
  it('puts copies below a key, selects them and shows the first', async () => {
    const { copy, paste, keys, selection, control, shown, id } = await opened([
      'user:/a',
      'user:/a/b',
      'user:/c',
      'user:/t',
    ]);
    await copy.run(['user:/a', 'user:/c']);
    expect(await paste.run(id, 'user:/t', control)).toBe('done');
    expect(keys.subtree('user:/t')).toEqual(['user:/t', 'user:/t/a', 'user:/t/a/b', 'user:/t/c']);
    expect(keys.has('user:/a')).toBe(true);
    expect(shown()).toBe('user:/t/a');
    expect([...selection.selected(id, 'user:/t/a')]).toEqual(['user:/t/a', 'user:/t/c']);
    expect(paste.can('user:/')).toBe(true);
  });

  it('moves what was cut, once', async () => {
    const { cut, paste, keys, control, id } = await opened(['user:/a', 'user:/t']);
    await cut.run(['user:/a']);
    expect(await paste.run(id, 'user:/t', control)).toBe('done');
    expect(keys.names).toEqual(['user:/t', 'user:/t/a']);
    expect(paste.can('user:/')).toBe(false);
  });

  it('of copies where they come from gives them free names, and of cut keys does nothing', async () => {
    const { copy, cut, paste, clipboard, keys, transport, control, id } = await opened([
      'user:/a',
      'user:/list/#0',
      'user:/list/#1',
    ]);
    await copy.run(['user:/a']);
    await paste.run(id, 'user:/', control);
    await copy.run(['user:/list/#0']);
    await paste.run(id, 'user:/list', control);
    expect(keys.names).toEqual(['user:/a', 'user:/a_copy', 'user:/list/#0', 'user:/list/#1', 'user:/list/#2']);
    await cut.run(['user:/a']);
    expect(await paste.run(id, 'user:/', control)).toBe('nothing');
    expect(transport.inputsOf('keys.move')).toEqual([]);
    expect(clipboard.content).toBeNull();
  });

  it('below itself is refused', async () => {
    const { copy, paste, clusterd, control, id } = await opened(['user:/a', 'user:/a/b']);
    await copy.run(['user:/a']);
    await expect(paste.run(id, 'user:/a/b', control)).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
    expect(clusterd.keys.size).toBe(2);
  });

  it('asks about what is there, also when somebody else has just put it there', async () => {
    const { cut, paste, placing, clipboard, clusterd, dialogs, keys, control, id } = await opened([
      'user:/a',
      'user:/c',
      'user:/t',
    ]);
    clusterd.set('user:/t/a/old', 'precious');
    await cut.run(['user:/a', 'user:/c']);
    expect(await paste.run(id, 'user:/t', control)).toBe('asked');
    const question = dialogs.current;
    if (question?.kind !== 'replace-keys') throw new Error('no question');
    expect(question.existing).toEqual(['user:/t', 'user:/t/a/old']);
    expect(clusterd.keys.get('user:/a')).toBeDefined();
    expect(clipboard.content).not.toBeNull();
    await placing.carryOut({ ...question.transfer, replace: new Set(['user:/t/a']) }, control);
    expect(keys.names).toEqual(['user:/t', 'user:/t/a', 'user:/t/c']);
    expect(clipboard.content).toBeNull();
  });

  it('of several keys happens wholly or is put back', async () => {
    const { cut, paste, clusterd, keys, control, id } = await opened(['user:/a', 'user:/b', 'user:/t']);
    await cut.run(['user:/a', 'user:/b']);
    clusterd.beforeTransfer = (from) => {
      if (from === 'user:/b')
        throw new ElektraError('KEY_RESTRICTED', undefined, { data: { key: from, restriction: 'restrict/remove' } });
    };
    await expect(paste.run(id, 'user:/t', control)).rejects.toMatchObject({ code: 'KEY_RESTRICTED' });
    expect(clusterd.names()).toEqual(['user:/a', 'user:/b', 'user:/t']);
    expect(keys.names).toEqual(clusterd.names());
  });

  it('names what could not be put back', async () => {
    const { copy, paste, clusterd, transport, control, id } = await opened(['user:/a', 'user:/b', 'user:/t']);
    await copy.run(['user:/a', 'user:/b']);
    clusterd.beforeTransfer = (from) => {
      transport.away = from === 'user:/b';
      if (transport.away) throw new ElektraError('INSTANCE_TIMEOUT');
    };
    await expect(paste.run(id, 'user:/t', control)).rejects.toMatchObject({
      problem: 'notPutBack',
      left: ['user:/t/a'],
      cause: { code: 'INSTANCE_TIMEOUT' },
    });
  });
});

describe('duplicating', () => {
  it('one key asks for a name and offers a free one', async () => {
    const { duplication, dialogs, control, id } = await opened(['user:/a', 'user:/a/b', 'user:/a_copy']);
    await duplication.run(id, ['user:/a'], control);
    expect(dialogs.current).toEqual({ kind: 'duplicate-key', name: 'user:/a', offered: 'user:/a_copy2' });
  });

  it('several gives each a free name', async () => {
    const { duplication, dialogs, keys, control, id } = await opened(['user:/a', 'user:/list/#0', 'user:/list/#1']);
    await duplication.run(id, ['user:/list/#0', 'user:/list/#1', 'user:/a'], control);
    expect(dialogs.current).toBeNull();
    expect(keys.names).toEqual([
      'user:/a',
      'user:/a_copy',
      'user:/list/#0',
      'user:/list/#1',
      'user:/list/#2',
      'user:/list/#3',
    ]);
  });
});
