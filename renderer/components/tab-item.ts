export interface TabItem {
  readonly id: string;
  readonly label: string;
  readonly count?: number | undefined;
  /** Sets the count as a tag, when it is about something that wants attention. */
  readonly tone?: 'wait' | 'bad' | 'drift' | undefined;
}
