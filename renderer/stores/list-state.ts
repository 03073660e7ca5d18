/** Where the reading of a list stands. `cancelled`: a person stopped it. */
export type ListState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'loading' }
  | { readonly phase: 'ready' }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'failed'; readonly error: unknown };
