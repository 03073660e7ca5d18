import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';

/** A place where a process under test waits: it connects and goes on when the gate lets it. */
export interface Gate {
  /** Path of the socket, for the process that is to wait. */
  readonly path: string;
  /** Resolves when a process has arrived. */
  readonly arrival: Promise<void>;
  /** Resolves when the process that arrived has ended or was let through. */
  readonly departure: Promise<void>;
  /** Lets through who waits and who comes later. */
  open(): void;
}

/** @param folder an existing folder for the gate's socket */
export const createGate = async (folder: string, name: string): Promise<Gate> => {
  const path = join(folder, `${name}.socket`);
  const arrival = pending();
  const departure = pending();
  const waiting = new Set<Socket>();
  let isOpen = false;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('close', () => departure.resolve());
    socket.resume();
    waiting.add(socket);
    arrival.resolve();
    if (isOpen) socket.destroy();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  server.unref();
  return {
    path,
    arrival: arrival.promise,
    departure: departure.promise,
    open: () => {
      isOpen = true;
      waiting.forEach((socket) => socket.destroy());
    },
  };
};

const pending = (): { readonly promise: Promise<void>; readonly resolve: () => void } => {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};
