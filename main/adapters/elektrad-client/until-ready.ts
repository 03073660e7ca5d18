import type { Socket } from 'node:net';

/** Waits for the event that says that the socket can be used. Rejects with the socket's error. */
export function untilReady(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    // Stays: an error may come before the one who gets the socket listens, and stands in `errored` then.
    socket.on('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })));
  });
}
