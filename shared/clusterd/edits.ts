import * as z from 'zod';
import { ClusterId } from '../model/cluster.ts';
import { InstanceId } from '../model/instance.ts';
import { KeyNameText, Metadata, MetakeyText } from '../model/key.ts';

/** The most instances one edit, or one answer, names. */
const INSTANCES_LIMIT = 10_000;
export const InstanceIds = z.array(InstanceId).min(1).max(INSTANCES_LIMIT);

/** Whether what a cluster stops setting stays on the members (release), or goes there too. */
export const Keep = z.boolean().default(false);

/** What is known of a metakey that is to change; a null or absent value: the cluster no longer sets it. */
const MetakeyEdit = z.strictObject({ key: MetakeyText, value: z.string().nullable().default(null) });
export const MetakeyEdits = z.array(MetakeyEdit).min(1).max(1000);

/** One edit of a cluster: of what it sets, of who is in it, or of its place in the tree. Several make a draft. */
export const ClusterEdit = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('set'),
      key: KeyNameText,
      /** null: the value stays, or stays the members' own. */
      value: z.string().nullable(),
      /** Set as well; metakeys that are not named stay as they are. */
      meta: Metadata.optional(),
    }),
    z.strictObject({ kind: z.literal('meta'), key: KeyNameText, meta: MetakeyEdits, keep: Keep }),
    /** The key and everything below it that the cluster sets. */
    z.strictObject({ kind: z.literal('remove'), key: KeyNameText, keep: Keep }),
    z.strictObject({ kind: z.literal('move'), key: KeyNameText, target: KeyNameText }),
    z.strictObject({ kind: z.literal('copy'), key: KeyNameText, target: KeyNameText }),
    /** The key, with everything below it, becomes a setting of this parent or child instead; no host loses it. */
    z.strictObject({ kind: z.literal('shift'), key: KeyNameText, to: ClusterId }),
    /** Of whatever cluster they are in now, if forced; else only those that are in none. */
    z.strictObject({ kind: z.literal('join'), instanceIds: InstanceIds }),
    z.strictObject({ kind: z.literal('leave'), instanceIds: InstanceIds }),
    z.strictObject({ kind: z.literal('place'), parentId: ClusterId.nullable() }),
  ])
  .meta({ id: 'ClusterEdit' });
export type ClusterEdit = z.output<typeof ClusterEdit>;

export const ClusterEdits = z.array(ClusterEdit).min(1).max(20_000);

/** Why it was done, for the history. */
export const Note = z.string().trim().max(1000).nullable().default(null);
