/**
 * How processes that share nothing but a folder agree on one of them, none of which can be trusted to clean up.
 *
 * Each contender listens on a socket with a name of its own, never used again: once nobody answers there, that contender is dead for good. The link `owner`
 * leads to the first contender, `<name>.next` from a dead one to its successor. A link is made only where none is, so the chain has one end, and whoever is
 * first alive in it holds the lock. Removing the stale socket of a fixed name instead would let two clean up at once, the slower one removing the lock
 * of the faster.
 */
export interface LockFolder {
  /** Where the link leads; undefined when there is none. */
  readLink(name: string): Promise<string | undefined>;
  /** False, and nothing is changed, when the name is taken. */
  makeLink(name: string, target: string): Promise<boolean>;
  /** The name leads there from now on; there is no moment without it. */
  replaceLink(name: string, target: string): Promise<void>;
  /** Succeeds when there is nothing by that name. */
  remove(name: string): Promise<void>;
  has(name: string): Promise<boolean>;
  /** Whether somebody listens on the socket of this name. */
  isAlive(name: string): Promise<boolean>;
  names(): Promise<readonly string[]>;
}

const OWNER = 'owner';
const NEXT = '.next';

export type Contest =
  | { readonly outcome: 'held' }
  | { readonly outcome: 'lost'; readonly to: string }
  /** Contend again under another name: a holder that is gone by now took this one for a dead one's. */
  | { readonly outcome: 'void' };

/** `self` listens already, and does so as long as it holds the lock. */
export async function contend(folder: LockFolder, self: string): Promise<Contest> {
  const made: string[] = [];
  for (;;) {
    const end = await walk(folder, self);
    if (end.kind === 'alive') {
      // Not `owner`: should it ever have been ours, it is somebody else's by now.
      for (const name of made) if (name !== OWNER) await folder.remove(name);
      return { outcome: 'lost', to: end.name };
    }
    if (end.kind === 'self') break;
    // Links may be made where the chain no longer passes, so only the next walk from the start decides.
    if (await folder.makeLink(end.name, self)) made.push(end.name);
  }
  // Everybody before us is dead, so nobody takes our socket away any more; who did while it lived, did it before.
  if (!(await folder.has(self))) return { outcome: 'void' };
  await folder.replaceLink(OWNER, self);
  await tidy(folder, self);
  return { outcome: 'held' };
}

/** To be called by the holder, before it stops listening. */
export async function resign(folder: LockFolder, self: string): Promise<void> {
  // Unless somebody has emptied the folder by hand.
  if ((await folder.readLink(OWNER)) === self) await folder.remove(OWNER);
}

type End =
  | { readonly kind: 'self' }
  | { readonly kind: 'alive'; readonly name: string }
  /** The name of the link that is missing. */
  | { readonly kind: 'open'; readonly name: string };

async function walk(folder: LockFolder, self: string): Promise<End> {
  let link = OWNER;
  for (;;) {
    const name = await folder.readLink(link);
    if (name === undefined) return { kind: 'open', name: link };
    if (name === self) return { kind: 'self' };
    if (await folder.isAlive(name)) return { kind: 'alive', name };
    link = name + NEXT;
  }
}

/** Removes what dead contenders left. `owner` leads to the holder by now, so the chain needs none of it. */
async function tidy(folder: LockFolder, self: string): Promise<void> {
  for (const name of await folder.names()) {
    if (name === OWNER || name === self) continue;
    if (name.endsWith(NEXT) || !(await folder.isAlive(name))) await folder.remove(name);
  }
}
