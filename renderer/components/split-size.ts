/** How wide a region may be, in CSS pixels. */
export interface SplitLimits {
  readonly min: number;
  readonly max: number;
  /** What a double click on its edge goes back to. */
  readonly usual: number;
}

export const LEFT_LIMITS: SplitLimits = { min: 200, max: 520, usual: 288 };
export const RIGHT_LIMITS: SplitLimits = { min: 300, max: 720, usual: 376 };

/** The width after a key on the region's edge: arrows move the edge, Home and End go to the limits. */
export function sizeAfterKey(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  size: number,
  side: 'left' | 'right',
  limits: SplitLimits,
): number | undefined {
  const step = (event.shiftKey ? 64 : 16) * (side === 'left' ? 1 : -1);
  switch (event.key) {
    case 'ArrowRight':
      return withinLimits(size + step, limits);
    case 'ArrowLeft':
      return withinLimits(size - step, limits);
    case 'Home':
      return limits.min;
    case 'End':
      return limits.max;
    default:
      return undefined;
  }
}

export function withinLimits(size: number, { min, max }: SplitLimits): number {
  return Math.round(Math.min(Math.max(size, min), max));
}
