import type { EventFeed } from '#shared/contract/event-feed.ts';

/** A feed that forgets nothing and says numbers. */
export function numberedFeed(): EventFeed & { say(count: number): void; readers(): number } {
  const readers = new Set<() => void>();
  let said = 0;
  return {
    say(count) {
      said += count;
      for (const wake of readers) wake();
    },
    readers: () => readers.size,
    read({ after, wake }) {
      let heard = after === null ? said : Number(after.slice(2));
      readers.add(wake);
      return {
        next() {
          if (heard === said) return null;
          heard += 1;
          const data = { number: heard };
          return { kind: 'event', id: `f-${heard}`, name: 'number.said', data, json: () => JSON.stringify(data) };
        },
        position: () => `f-${heard}`,
        close: () => void readers.delete(wake),
      };
    },
  };
}
