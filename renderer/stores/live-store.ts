import { defineStore } from 'pinia';
import { ref } from 'vue';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { useClusterdEvents } from '../api/clusterd-events.ts';
import { useClusterdLink } from '../api/clusterd-client.ts';
import { useConnectionStore } from './connection-store.ts';

/** Whether this page is told what happens as it happens; what is not told has to be asked for. */
export const useLiveStore = defineStore('live', () => {
  const events = useClusterdEvents();
  const link = useClusterdLink();
  const connection = useConnectionStore();
  const isLive = ref(false);

  events.onState((state) => {
    isLive.value = state.kind === 'open';
    if (state.kind === 'open') link.noteReachable(true);
    // A lost stream says little: a proxy may have ended it. Asking says whether clusterd is there.
    if (state.kind === 'lost' && !connection.lost) void connection.tryNow();
    if (state.kind === 'refused' && isElektraError(state.error, 'UNAUTHENTICATED')) link.noteRefusal();
  });

  return { isLive, start: events.start, stop: events.stop };
});
