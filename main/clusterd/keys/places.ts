interface Place {
  free: number;
  readonly waiting: (() => void)[];
}

/** Lets that many pieces of work run at once for each id; the others wait, first come first served. */
export function createPlaces(places: number): <T>(id: string, work: () => Promise<T>) => Promise<T> {
  const taken = new Map<string, Place>();

  return async (id, work) => {
    const place = taken.get(id) ?? { free: places, waiting: [] };
    taken.set(id, place);
    if (place.free > 0) place.free -= 1;
    else await new Promise<void>((resolve) => place.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = place.waiting.shift();
      if (next !== undefined) next();
      else if (++place.free === places) taken.delete(id);
    }
  };
}
