/** A choice: its value as stored, and what to show for it when that is something else. */
export interface SelectOption {
  readonly value: string;
  readonly label?: string | undefined;
  readonly description?: string | undefined;
}
