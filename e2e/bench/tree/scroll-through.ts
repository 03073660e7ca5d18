/** Runs in a page, which gets it as text. Scrolls from the top to the end in so many frames. @returns the longest of them, in milliseconds */
export async function scrollThrough(grid: Element, frames: number): Promise<number> {
  const next = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  grid.scrollTop = 0;
  let before = await next();
  let longest = 0;
  for (let frame = 1; frame <= frames; frame += 1) {
    grid.scrollTop = (grid.scrollHeight * frame) / frames;
    const now = await next();
    longest = Math.max(longest, now - before);
    before = now;
  }
  return longest;
}
