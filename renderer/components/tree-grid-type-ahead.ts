import type { TreeRow } from './tree-grid-row.ts';

/** Letters typed within this many milliseconds of each other belong together. */
const PAUSE = 700;

export interface TypeAhead {
  /**
   * @param time when the letter was typed, in milliseconds (`event.timeStamp`)
   * @returns the next row from `index` on, going round, whose label begins with what was typed; -1 when none does
   */
  type(letter: string, time: number, rows: readonly TreeRow[], index: number): number;
  /** The next letter begins a new word, however soon it comes. */
  end(): void;
}

/** Finds rows by the beginning of their label. The same letter again and again walks through what begins with it. */
export function createTypeAhead(): TypeAhead {
  let typed = '';
  let last = Number.NEGATIVE_INFINITY;
  return {
    type(letter, time, rows, index) {
      typed = time - last > PAUSE ? letter : typed + letter;
      last = time;
      const repeated = [...typed].every((one) => one === letter);
      const wanted = (repeated ? letter : typed).toLocaleLowerCase();
      return findFrom(rows, repeated ? index + 1 : index, wanted);
    },
    end() {
      last = Number.NEGATIVE_INFINITY;
    },
  };
}

function findFrom(rows: readonly TreeRow[], start: number, wanted: string): number {
  for (let step = 0; step < rows.length; step += 1) {
    const at = (start + step) % rows.length;
    if (rows[at]?.label.toLocaleLowerCase().startsWith(wanted)) {
      return at;
    }
  }
  return -1;
}
