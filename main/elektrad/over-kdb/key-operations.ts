import type { Handlers } from '#shared/contract/operation.ts';
import type { ElektradContract } from '#shared/elektrad/contract.ts';
import { isSecret } from '#shared/model/key.ts';
import { utf8Length } from '#shared/model/utf8.ts';
import { writableName } from '../kdb/given-name.ts';
import { requireCarriable } from '../operations/checked-key.ts';
import type { DumpKey } from './dump-format.ts';
import type { HostContext } from './host-context.ts';
import { storedKeyOf } from './host-keys.ts';
import { inTurn } from './host-turns.ts';
import { readKeys } from './read-keys.ts';
import { importOf, makeChange, type KeyChange } from './write-keys.ts';

/** In bytes. Linux takes 131 071 in one argument. */
const LONGEST_ARGUMENT = 100_000;

type Writes = Pick<Handlers<ElektradContract>, 'kdb.set' | 'kdb.remove'>;

export function keyOperations(context: HostContext): Writes {
  const { kdb } = context;
  return {
    async 'kdb.set'({ name: text, value }, call) {
      const name = writableName(text);
      const given = value ?? '';
      requireCarriable(name, given, 'value');
      return inTurn(context, call, async () => {
        const before = await readKeys(context, name);
        const change: KeyChange = {
          parent: name,
          before,
          arriving: new Map([[name, withText(before.get(name), given)]]),
          leaving: [],
        };
        await makeChange(context, change, () =>
          mustGoByFile(given, before.get(name)) ? importOf(context, change) : kdb.run(['set', '--', name, given]),
        );
        return { created: !before.has(name) };
      });
    },
    async 'kdb.remove'({ name: text, recursive }, call) {
      const name = writableName(text);
      return inTurn(context, call, async () => {
        const before = await readKeys(context, name);
        const leaving = recursive ? [...before.keys()] : before.has(name) ? [name] : [];
        if (leaving.length === 0) return {};
        const change: KeyChange = { parent: name, before, arriving: new Map(), leaving };
        await makeChange(context, change, () => kdb.run(recursive ? ['rm', '-r', name] : ['rm', name]));
        return {};
      });
    },
  };
}

/** Arguments can be read in the list of processes by everybody on the host. */
export function mustGoByFile(text: string, key: DumpKey | undefined): boolean {
  return utf8Length(text) > LONGEST_ARGUMENT || (key !== undefined && isSecret(storedKeyOf(key).meta));
}

/** The key with a text as its value; binary data becomes text by this. */
export function withText(key: DumpKey | undefined, text: string): DumpKey {
  const meta = (key?.meta ?? []).filter(([metakey]) => metakey !== 'binary');
  return { name: '', value: { kind: 'string', text }, meta };
}
