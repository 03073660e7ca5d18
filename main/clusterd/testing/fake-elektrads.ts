import { CancelledError } from '#shared/contract/cancelled.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { ElektradVersion } from '#shared/model/elektrad-version.ts';
import { canonicalHost } from '#shared/model/host.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { isAtOrBelow, parentOf, type KeyName } from '#shared/model/key-name.ts';
import type { Metadata } from '#shared/model/key.ts';
import { isOwnKey } from '#shared/model/own-keys.ts';
import { compilePattern } from '#shared/model/pattern.ts';
import type { Elektrad, Elektrads, ElektradTurn, KeyReading, SubtreeReading } from '../ports.ts';
import { createTurns } from '../registry/turns.ts';

interface StoredKey {
  readonly value?: string;
  readonly meta: Metadata;
}

/** One host of the fake network. `fail` is asked before every request and may throw what the request shall fail with. */
export interface FakeHost {
  readonly keys: Map<string, StoredKey>;
  /** Those that are clusterd's own; apart from the others, which tests look at as a whole. */
  readonly ownKeys: Map<string, StoredKey>;
  version: ElektradVersion;
  up: boolean;
  fail: (request: string, name: string) => void;
  /** The same for requests for clusterd's own keys. */
  failOwn: (request: string, name: string) => void;
  /** Whether it can store many keys in one request. */
  storesMany: boolean;
}

/** An `Elektrads` over maps: what clusterd's own rules can be tested with, without sockets. */
export interface FakeElektrads extends Elektrads {
  host(url: string): FakeHost;
  /** Makes `url` another name of the host that `of` names. */
  alias(url: string, of: string): void;
  readonly probed: string[];
}

export function createFakeElektrads(): FakeElektrads {
  const hosts = new Map<string, FakeHost>();
  const turns = new Map<string, ReturnType<typeof createTurns>>();
  const probed: string[] = [];

  function host(url: string): FakeHost {
    const canonical = canonicalHost(url);
    const known = hosts.get(canonical);
    if (known !== undefined) return known;
    const created: FakeHost = {
      keys: new Map(),
      ownKeys: new Map(),
      version: { api: 1, elektra: { version: '0.11.0', major: 0, minor: 11, micro: 0 } },
      up: true,
      fail: () => undefined,
      failOwn: () => undefined,
      storesMany: false,
    };
    hosts.set(canonical, created);
    return created;
  }

  function reach(url: string, request: string, name: string, signal?: AbortSignal): FakeHost {
    if (signal?.aborted === true) throw new CancelledError();
    const found = host(url);
    if (!found.up) throw new ElektraError('INSTANCE_UNREACHABLE', undefined, { data: { host: url, reason: 'down' } });
    if (isOwnKey(name)) found.failOwn(request, name);
    else found.fail(request, name);
    return found;
  }

  function turnOf(url: string, signal: AbortSignal): ElektradTurn {
    return {
      read: async (name) => subtree(reach(url, 'read', name, signal), name, 0),
      readMany: async (names) => names.map((name) => reading(reach(url, 'read', name, signal), name)),
      async set(name, value) {
        const keys = keysFor(reach(url, 'set', name, signal), name);
        keys.set(name, { meta: keys.get(name)?.meta ?? {}, value });
        return reading(host(url), name);
      },
      async setMeta(name, metakey, value) {
        const keys = keysFor(reach(url, 'setMeta', name, signal), name);
        const { [metakey]: _old, ...others } = keys.get(name)?.meta ?? {};
        keys.set(name, {
          ...(keys.get(name) ?? { value: '' }),
          meta: value === null ? others : { ...others, [metakey]: value },
        });
      },
      async requireCarried(keys) {
        for (const { name, value, meta } of keys) requireNoZero(name, [value ?? '', ...Object.values(meta)]);
      },
      async storeMany(keys) {
        if (!host(url).storesMany) return null;
        const stored = reach(url, 'storeMany', keys[0]?.name ?? '', signal).keys;
        for (const { name, value, meta } of keys)
          stored.set(name, { value, meta: { ...stored.get(name)?.meta, ...meta } });
        return keys.map(({ name }) => ({ name, exists: true, value: '', meta: {}, ...stored.get(name) }));
      },
      async remove(names, removed) {
        for (const [at, name] of [...names].reverse().entries()) {
          keysFor(reach(url, 'remove', name, signal), name).delete(name);
          removed?.(at + 1);
        }
      },
    };
  }

  function elektrad(url: string, id: string): Elektrad {
    return {
      version: async (signal) => ({ version: reach(url, 'version', '', signal).version, latencyMs: 1 }),
      async alive(signal) {
        reach(url, 'alive', '', signal);
        return 1;
      },
      read: async (name, levels, signal) => subtree(reach(url, 'read', name ?? '/', signal), name, levels),
      readMany: async (names, signal) => names.map((name) => reading(reach(url, 'read', name, signal), name)),
      async readFound(names, signal) {
        return names.map((name) => reading(reach(url, 'read', name, signal), name)).filter(({ exists }) => exists);
      },
      async find(pattern, signal) {
        const names = namesOf(reach(url, 'find', pattern, signal));
        const compiled = compilePattern(pattern);
        if (compiled.ok) return names.filter((name) => compiled.pattern.test(name));
        throw new ElektraError('QUERY_INVALID', undefined, { data: { query: pattern, reason: compiled.reason } });
      },
      turn(work, signal) {
        const queue = turns.get(id) ?? createTurns();
        turns.set(id, queue);
        return queue(() => work(turnOf(url, signal)));
      },
    };
  }

  return {
    host,
    alias: (url, of) => void hosts.set(canonicalHost(url), host(of)),
    probed,
    connection: ({ host: url, id }) => elektrad(url, id),
    forget: async () => undefined,
    async probe({ host: url }, signal) {
      probed.push(url);
      return { version: reach(url, 'version', '', signal).version, latencyMs: 1 };
    },
    close: async () => undefined,
  };
}

function requireNoZero(key: string, texts: readonly string[]): void {
  if (!texts.some((text) => text.includes('\0'))) return;
  throw new ElektraError('VALUE_NOT_CARRIED', undefined, { data: { key, reason: 'U+0000' } });
}

function keysFor({ keys, ownKeys }: FakeHost, name: string): Map<string, StoredKey> {
  return isOwnKey(name) ? ownKeys : keys;
}

function namesOf({ keys, ownKeys }: FakeHost): string[] {
  return [...keys.keys(), ...ownKeys.keys()].sort((a, b) => compareKeyNames(a, b));
}

function reading(host: FakeHost, name: string): KeyReading {
  const key = keysFor(host, name).get(name);
  if (key === undefined) return { name, exists: false, meta: {} };
  return { name, exists: true, ...key };
}

function subtree(found: FakeHost, name: string | null, levels: number): SubtreeReading {
  const all = namesOf(found);
  const names = name === null ? all : all.filter((each) => isAtOrBelow(each as KeyName, name as KeyName));
  const children = names.filter((each) => name !== null && parentOf(each as KeyName) === name);
  return {
    ...reading(found, name ?? '/'),
    names,
    ...(levels === 0 ? {} : { children: children.map((child) => subtree(found, child, levels - 1)) }),
  };
}
