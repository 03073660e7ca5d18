import { readonly, ref, type Ref } from 'vue';

/** What the transport has seen of clusterd, apart from the answers themselves. */
export interface ClusterdLink {
  /** False from the first request that found nobody until the next that was answered. */
  readonly reachable: Readonly<Ref<boolean>>;
  /** Counts the answers that said nobody is signed in. */
  readonly refusals: Readonly<Ref<number>>;
  noteReachable(reachable: boolean): void;
  noteRefusal(): void;
}

export function createClusterdLink(): ClusterdLink {
  const reachable = ref(true);
  const refusals = ref(0);
  return {
    reachable: readonly(reachable),
    refusals: readonly(refusals),
    noteReachable(next) {
      reachable.value = next;
    },
    noteRefusal() {
      refusals.value += 1;
    },
  };
}
