import { z } from 'zod';

/** An element as it is to be. One that was there carries its name in `from`, so that its metadata follow it. */
const ListItem = z.object({ from: z.string().nullable(), value: z.string() });
export type ListItem = Readonly<z.output<typeof ListItem>>;

const ListElement = z.object({ key: z.string(), value: z.string() });
/** An element as it is stored. */
export type ListElement = Readonly<z.output<typeof ListElement>>;

/** A list that was edited and is not saved. `base` are its elements as they were when the editing began. */
export const ListDraft = z.object({ items: z.array(ListItem).readonly(), base: z.array(ListElement).readonly() });
export type ListDraft = Readonly<z.output<typeof ListDraft>>;
