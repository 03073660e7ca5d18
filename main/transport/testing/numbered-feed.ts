import type { EventFeed } from '#shared/contract/event-feed.ts';

/** A feed that forgets nothing and says numbers. */
export function numberedFeed(): EventFeed & {
  say(count: number): void;
  readers(): number;
  /** Nothing more comes for those who read now. */
  end(error: Error): void;
} {
  const readers = new Set<() => void>();
  const ends = new Set<(error: Error) => void>();
  let said = 0;
  return {
    say(count) {
      said += count;
      for (const wake of readers) wake();
    },
    readers: () => readers.size,
    end(error) {
      const ending = [...ends];
      ends.clear();
      for (const end of ending) end(error);
    },
    read({ after, wake, end = () => undefined }) {
      let heard = after === null ? said : Number(after.slice(2));
      readers.add(wake);
      ends.add(end);
      return {
        next() {
          if (heard === said) return null;
          heard += 1;
          const data = { number: heard };
          return { kind: 'event', id: `f-${heard}`, name: 'number.said', data, json: () => JSON.stringify(data) };
        },
        position: () => `f-${heard}`,
        close() {
          readers.delete(wake);
          ends.delete(end);
        },
      };
    },
  };
}
