import type { KeyName } from './key-name.ts';

/** All namespaces in key order. A name without a prefix (`/sw/app`) is cascading: it is looked up, never stored. */
export const NAMESPACES = ['cascading', 'meta', 'spec', 'proc', 'dir', 'user', 'system', 'default'] as const;
export type Namespace = (typeof NAMESPACES)[number];

/** All that are written before a colon. */
export const PREFIXED_NAMESPACES = NAMESPACES.filter((namespace) => namespace !== 'cascading');

/** What a host keeps on disk, and so all that can be written through an elektrad. */
export const STORED_NAMESPACES = ['spec', 'dir', 'user', 'system'] as const satisfies readonly Namespace[];
export type StoredNamespace = (typeof STORED_NAMESPACES)[number];

/** The namespace of a key name; of any other text the one it starts with, or null. */
export function namespaceOf(name: KeyName): Namespace;
export function namespaceOf(text: string): Namespace | null;
export function namespaceOf(text: string): Namespace | null {
  if (text.startsWith('/')) return 'cascading';
  const word = text.slice(0, Math.max(0, text.indexOf(':/')));
  return PREFIXED_NAMESPACES.find((namespace) => namespace === word) ?? null;
}

export function isStoredNamespace(namespace: Namespace | null): namespace is StoredNamespace {
  return STORED_NAMESPACES.some((stored) => stored === namespace);
}
