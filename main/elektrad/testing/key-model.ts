import { isAtOrBelow, keyNameOf, replacePrefix, type KeyName } from '#shared/model/key-name.ts';

/** What one request of a writer asks for. */
export type KeyAct =
  | { readonly act: 'put'; readonly key: KeyName; readonly value: string }
  | { readonly act: 'remove'; readonly key: KeyName; readonly recursive: boolean }
  | { readonly act: 'move' | 'copy'; readonly key: KeyName; readonly target: KeyName; readonly force: boolean }
  | { readonly act: 'setAll'; readonly key: KeyName; readonly values: Readonly<Record<string, string>> };

/** Values by name: what an elektrad holds, for those who compute what it must hold. */
export type KeyModel = ReadonlyMap<KeyName, string>;

export interface Outcome {
  readonly status: number;
  readonly after: KeyModel;
}

/** What one act does when nothing happens beside it. */
export function outcomeOf(act: KeyAct, keys: KeyModel): Outcome {
  switch (act.act) {
    case 'put':
      return { status: keys.has(act.key) ? 200 : 201, after: new Map(keys).set(act.key, act.value) };
    case 'remove': {
      const goes = (name: KeyName) => (act.recursive ? isAtOrBelow(name, act.key) : name === act.key);
      return { status: 204, after: without(keys, goes) };
    }
    case 'setAll': {
      const after = new Map(keys);
      for (const [part, value] of Object.entries(act.values)) after.set(below(act.key, part), value);
      return { status: 201, after };
    }
    default:
      return transfer(act, keys);
  }
}

type Transfer = Extract<KeyAct, { readonly act: 'move' | 'copy' }>;

function transfer({ act, key, target, force }: Transfer, keys: KeyModel): Outcome {
  const sources = [...keys].filter(([name]) => isAtOrBelow(name, key));
  if (sources.length === 0) return { status: 404, after: keys };
  if (act === 'move' && key === target) return { status: 204, after: keys };
  const left = act === 'move' ? without(keys, (name) => isAtOrBelow(name, key)) : keys;
  const isThere = [...left.keys()].some((name) => isAtOrBelow(name, target));
  if (isThere && !force) return { status: 409, after: keys };
  const after = new Map(without(left, (name) => isAtOrBelow(name, target)));
  for (const [name, value] of sources) after.set(replacePrefix(name, key, target), value);
  return { status: 204, after };
}

function without(keys: KeyModel, goes: (name: KeyName) => boolean): KeyModel {
  return new Map([...keys].filter(([name]) => !goes(name)));
}

function below(parent: KeyName, part: string): KeyName {
  return keyNameOf('user', [...parent.slice('user:/'.length).split('/'), part]);
}
