import * as z from 'zod';
import { ClusterdSelf } from '#shared/model/instance.ts';
import { IDENTITY_KEY } from '#shared/model/own-keys.ts';
import type { ElektradTurn, KeyReading } from '../ports.ts';

/** Says in a database which one it is and which clusterd manages it: JSON text in one key, so that it is written wholly or not at all. */
export const Marker = z.object({ database: z.string().min(1).max(64), owner: ClusterdSelf });
export type Marker = z.output<typeof Marker>;

/** Where a nonce is written that is to be read through another instance. */
export const NONCE_KEY = `${IDENTITY_KEY}/nonce`;

/** Reads keys of a database, over whatever connection. */
export type ReadKeys = (names: readonly string[]) => Promise<readonly KeyReading[]>;

/** null: there is none, or what is there is none. */
export async function readMarker(read: ReadKeys): Promise<Marker | null> {
  const [key] = await read([IDENTITY_KEY]);
  return markerOf(key);
}

/** The same of what was read of its key. */
export function markerOf(key: KeyReading | undefined): Marker | null {
  return key?.value === undefined ? null : parsed(key.value);
}

export async function writeMarker(turn: ElektradTurn, { database, owner }: Marker): Promise<void> {
  const { id, name } = owner;
  await turn.set(IDENTITY_KEY, JSON.stringify({ database, owner: { id, name } }));
}

export function sameMarker(a: Marker | null, b: Marker | null): boolean {
  return a?.database === b?.database && a?.owner.id === b?.owner.id;
}

function parsed(text: string): Marker | null {
  try {
    return Marker.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Whoever wrote that, it was no clusterd.
    return null;
  }
}
