/** Every state that has a mark of its own shape; colour only supports the shape. */
export const STATE_MARKS = [
  'online',
  'offline',
  'unknown',
  'applied',
  'pending',
  'rejected',
  'superseded',
  'intended',
  'drifted',
  'conflict',
  'paused',
  'locked',
] as const;

export type MarkState = (typeof STATE_MARKS)[number];
