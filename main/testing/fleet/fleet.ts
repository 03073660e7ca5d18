import { createMember, type Member } from './member.ts';

export interface Fleet {
  /** `http://…`, by the number of the member. */
  readonly hosts: readonly string[];
  readonly members: readonly Member[];
  /** How often each operation was asked for, over all members. */
  readonly requests: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export interface FleetOptions {
  readonly members: number;
  /** Whether the members remember what is written to them. */
  readonly noted?: boolean;
}

const PORTS_TRIED = 10;

/** Starts the members, all on one port, each at its own address. */
export async function createFleet({ members: size, noted = true }: FleetOptions): Promise<Fleet> {
  const requests = new Map<string, number>();
  const count = (operation: string) => void requests.set(operation, (requests.get(operation) ?? 0) + 1);
  const members = Array.from({ length: size }, (_, index) => createMember(addressOf(index), noted, count));
  const port = await listenAll(members);
  return {
    hosts: members.map(({ address }) => `http://${address}:${port}`),
    members,
    requests,
    close: async () => void (await Promise.all(members.map((member) => member.close()))),
  };
}

/** 127.10.0.1 and on. */
function addressOf(index: number): string {
  const number = index + 1;
  return `127.${10 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
}

/** A port that is free at the first address may be taken at another one. */
async function listenAll(members: readonly Member[]): Promise<number> {
  const [first, ...others] = members;
  for (let tried = 1; first !== undefined; tried += 1) {
    const port = await first.listen(0);
    const outcomes = await Promise.allSettled(others.map((member) => member.listen(port)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed === undefined) return port;
    await Promise.all(members.map((member) => member.close()));
    if (tried === PORTS_TRIED) throw failed.reason;
  }
  throw new Error('A fleet has at least one member.');
}
