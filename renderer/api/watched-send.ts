import type { Send } from '#shared/contract/client.ts';
import { isConnectionLost } from '#shared/contract/connection-lost.ts';
import type { ClusterdLink } from './clusterd-link.ts';

/** `send` that notes whether clusterd was there, and when it says that nobody is signed in. A refused attempt to sign in is not that. */
export function watchedSend(send: Send, link: ClusterdLink): Send {
  return async (operation, input, options) => {
    try {
      const reply = await send(operation, input, options);
      link.noteReachable(true);
      if (!reply.ok && reply.error.code === 'UNAUTHENTICATED' && operation !== 'session.create') link.noteRefusal();
      return reply;
    } catch (error) {
      if (isConnectionLost(error)) link.noteReachable(false);
      throw error;
    }
  };
}
