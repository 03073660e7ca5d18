/**
 * Where a field stands between typing and what is stored.
 * `rejected` comes with an error; `locked` cannot be typed in; `offline` is kept here until the connection is back.
 */
export type FieldState = 'rest' | 'edited' | 'saving' | 'saved' | 'rejected' | 'locked' | 'offline';

/** What every field takes besides its value. */
export interface FieldProps {
  readonly label: string;
  /** The label is read aloud, not shown; something visible beside the field must say the same. */
  readonly labelHidden?: boolean | undefined;
  /** `row` puts the label on the left in a column of --field-label (100 px unless set). */
  readonly layout?: 'stack' | 'row' | undefined;
  readonly description?: string | undefined;
  /** Elektra's or our words, unaltered. Shown and announced; marks the field invalid. */
  readonly error?: string | undefined;
  readonly state?: FieldState | undefined;
  /** Who or what locks it, read with the field: the name of the cluster. */
  readonly lockedBy?: string | undefined;
  /** Short words on the right of the control. */
  readonly hint?: string | undefined;
}

/** What a control inside FieldFrame binds. */
export interface FieldAria {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

/** What a group of controls binds that stands where a single one does: it is named by the field's label, which no `for` can do. */
export function groupAria(aria: FieldAria, labelId: string) {
  return {
    id: aria.id,
    role: 'group',
    'aria-labelledby': labelId,
    'aria-describedby': aria['aria-describedby'],
  } as const;
}

/** The part of a field's props that its frame takes; the rest would end up as attributes in the page. */
export function frameProps(props: FieldProps): FieldProps {
  const { label, labelHidden, layout, description, error, state, lockedBy, hint } = props;
  return { label, labelHidden, layout, description, error, state, lockedBy, hint };
}

/** Whether the control can be read but not changed. */
export function isFixed(state: FieldState | undefined): boolean {
  return state === 'locked' || state === 'saving';
}

/** The attributes that go to the control; `class` and `style` stay with the frame. */
export function controlAttrs(attrs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attrs).filter(([name]) => name !== 'class' && name !== 'style'));
}

/** The attributes that go to the frame. */
export function frameAttrs(attrs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { class: attrs['class'], style: attrs['style'] };
}
