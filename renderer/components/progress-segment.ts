/** A part of a progress bar, in the same unit as the bar's `max`. */
export interface ProgressSegment {
  readonly value: number;
  readonly tone: 'accent' | 'good' | 'wait' | 'bad' | 'none';
}
