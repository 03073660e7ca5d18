/**
 * What `read` finds after an attempt to save; undefined when it cannot be read. Why not needs no words of its own: the first error says so already, or
 * whoever shows it reads again and says so. What was edited is kept meanwhile.
 */
export async function readIfPossible<Found>(read: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
