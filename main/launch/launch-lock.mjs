import { createHash } from 'node:crypto';
import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/**
 * Takes the lock of one copy of the project and returns what releases it. The kernel holds it (a named pipe, an
 * abstract socket, on macOS a locked file), so it ends with its holder however that ends, and none is ever stale.
 * @param {string} root the copy of the project
 * @param {() => void} onWait called once when another process holds the lock, before waiting for it
 * @returns {Promise<() => void>}
 */
export const takeLaunchLock = async (root, onWait) => {
  if (process.platform !== 'linux' && process.platform !== 'win32') return lockFile(root, onWait);
  const address = addressOf(root);
  let waited = false;
  for (;;) {
    const release = await listenAt(address);
    if (release) return release;
    if (!waited) onWait();
    waited = true;
    await holderGone(address);
  }
};

/** @param {string} root */
const addressOf = (root) => {
  const name = `elektra-web-launch-${createHash('sha256').update(root).digest('hex').slice(0, 32)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`;
};

/**
 * @param {string} address
 * @returns {Promise<(() => void) | undefined>} undefined when another process listens there
 */
const listenAt = (address) =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      // A waiter holds the connection until this process is gone; its going is no event here.
      socket.on('error', () => socket.destroy());
      waiters.add(socket);
      socket.once('close', () => waiters.delete(socket));
    });
    /** @type {Set<import('node:net').Socket>} */
    const waiters = new Set();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen({ path: address }, () =>
      resolve(() => {
        server.close();
        waiters.forEach((socket) => socket.destroy());
      }),
    );
  });

/**
 * Resolves when the process that listens there has gone or has released the lock.
 * @param {string} address
 * @returns {Promise<void>}
 */
const holderGone = (address) =>
  new Promise((resolve) => {
    const socket = connect({ path: address });
    // Refused, reset or closed: in each case the lock is worth another try.
    socket.once('error', () => socket.destroy());
    socket.once('close', () => resolve());
    socket.resume();
  });

// <fcntl.h> of macOS and the BSDs: open and lock in one step. Node passes the flags on and does not name them.
const lockedOpen = 0x20;

/**
 * @param {string} root
 * @param {() => void} onWait
 */
const lockFile = async (root, onWait) => {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const path = join(root, 'dist', '.launch-lock');
  const flags = constants.O_RDWR | constants.O_CREAT | lockedOpen;
  try {
    const descriptor = openSync(path, flags | constants.O_NONBLOCK);
    return () => closeSync(descriptor);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') throw error;
  }
  onWait();
  const handle = await open(path, flags);
  return () => void handle.close();
};
