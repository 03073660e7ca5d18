/** One event as it is remembered. */
export interface RingEntry {
  readonly name: string;
  readonly data: unknown;
  /** The data as JSON; made when somebody first asks for it. */
  json(): string;
}

/** The last events, by their numbers, which count from 1 without gaps. */
export interface EventRing {
  add(name: string, data: unknown): void;
  /** The event with this number, or undefined when it is gone or still to come. */
  at(number: number): RingEntry | undefined;
  /** The number of the newest event, 0 before the first. */
  newest(): number;
  /** The number of the oldest event that is still there; one more than the newest when there is none. */
  oldest(): number;
}

export interface RingLimits {
  /** How many events are remembered. */
  readonly count: number;
  /** How much their data may hold together, in characters. */
  readonly size: number;
}

interface Slot {
  readonly entry: RingEntry;
  readonly size: number;
}

export function createEventRing(limits: RingLimits): EventRing {
  const slots = new Map<number, Slot>();
  let newest = 0;
  let oldest = 1;
  let total = 0;

  function forgetOldest(): void {
    total -= slots.get(oldest)?.size ?? 0;
    slots.delete(oldest);
    oldest += 1;
  }

  return {
    add(name, data) {
      const size = sizeOf(data);
      newest += 1;
      slots.set(newest, { entry: entryOf(name, data), size });
      total += size;
      while (oldest <= newest && (slots.size > limits.count || total > limits.size)) forgetOldest();
    },
    at: (number) => slots.get(number)?.entry,
    newest: () => newest,
    oldest: () => oldest,
  };
}

function entryOf(name: string, data: unknown): RingEntry {
  let json: string | null = null;
  return { name, data, json: () => (json ??= JSON.stringify(data)) };
}

/** About as many characters as its JSON, found without making that: most events are told to nobody. */
function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length + 2;
  if (typeof data !== 'object' || data === null) return 8;
  let size = 2;
  // Asked of every event, so without a list of the fields.
  const object = data as Readonly<Record<string, unknown>>;
  for (const name in object) size += name.length + 4 + sizeOf(object[name]);
  return size;
}
