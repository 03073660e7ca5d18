/** A visible row of a flattened tree, in display order. Features add their own fields to it. */
export interface TreeRow {
  readonly id: string;
  /** What type-ahead looks for, usually the text of the first column. */
  readonly label: string;
  /** 1 at the root. */
  readonly level: number;
  readonly hasChildren: boolean;
  /** Whether its children follow; only with `hasChildren`. */
  readonly expanded?: boolean | undefined;
  /** How many siblings it has, itself included, also those not loaded; -1 when that is not known. */
  readonly setSize: number;
  /** 1 for the first of its siblings. */
  readonly posInSet: number;
  /** A head among the rows: sunken and between lines, 2 px higher than the others. */
  readonly group?: boolean | undefined;
  /** Its height follows its content (the `below` slot); all others have one height. */
  readonly tall?: boolean | undefined;
  /** Wants a person: tint, lines and bar of that state. */
  readonly tone?: 'bad' | undefined;
}

export interface TreeColumn {
  /** Names the column's slot: `cell-<id>`. */
  readonly id: string;
  /** The head; read aloud but not shown when the grid has no heads. */
  readonly label: string;
  /** A track of a CSS grid: `1fr`, `288px`, `minmax(0, 2fr)`. */
  readonly width: string;
}

/** What a cell's slot gets. `tabindex` is for what can be focused inside: only the focused row is in the tab order. */
export interface TreeCell<Row extends TreeRow> {
  readonly row: Row;
  readonly index: number;
  readonly selected: boolean;
  readonly tabindex: 0 | -1;
}

/** Positions in `rows` of what can be seen, both inclusive. */
export interface TreeRange {
  readonly start: number;
  readonly end: number;
}
