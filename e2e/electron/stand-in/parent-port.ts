import { EventEmitter } from 'node:events';

const { send } = process;

/** What a utility process has of its parent; it has no `process.send`. */
const port = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => void Reflect.apply(send ?? noParent, process, [message]),
  start: () => undefined,
});
process.on('message', (data) => void port.emit('message', { data, ports: [] }));
Object.defineProperty(process, 'parentPort', { value: port });
Object.defineProperty(process, 'send', { value: undefined });

function noParent(): never {
  throw new Error('This process was not forked.');
}
