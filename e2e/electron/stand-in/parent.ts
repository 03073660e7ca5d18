import { createLink, type Link } from '../link.ts';

/** The test that has started this process. */
export const parent: Link = createLink({
  send: (message) => void process.send?.(message),
  onMessage: (listener) => void process.on('message', listener),
});
