/** One end of a channel that carries what structured cloning can: a child process with `serialization: 'advanced'`, or its parent. */
export interface LinkEnd {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** Questions and notes between the two ends, by name. */
export interface Link {
  tell(name: string, data?: unknown): void;
  /** Rejects with what the other end has thrown. */
  ask(name: string, data?: unknown): Promise<unknown>;
  /** Answers questions, and hears notes. A later handler of the same name takes the place of the first. */
  on(name: string, handle: (data: never) => unknown): void;
}

type Message =
  | { readonly kind: 'tell'; readonly name: string; readonly data: unknown }
  | { readonly kind: 'ask'; readonly name: string; readonly data: unknown; readonly number: number }
  | { readonly kind: 'answer'; readonly number: number; readonly data: unknown }
  | { readonly kind: 'failure'; readonly number: number; readonly message: string };

export function createLink(end: LinkEnd): Link {
  const handlers = new Map<string, (data: never) => unknown>();
  const waiting = new Map<number, { resolve(data: unknown): void; reject(error: Error): void }>();
  let count = 0;

  async function answer(message: Message & { kind: 'ask' | 'tell' }): Promise<unknown> {
    const handle = handlers.get(message.name);
    if (handle === undefined) throw new Error(`Nobody here answers "${message.name}".`);
    return handle(message.data as never);
  }

  function settle(message: Message & { kind: 'answer' | 'failure' }): void {
    const asked = waiting.get(message.number);
    waiting.delete(message.number);
    if (message.kind === 'answer') asked?.resolve(message.data);
    else asked?.reject(new Error(message.message));
  }

  end.onMessage((received) => {
    const message = received as Message;
    if (message.kind === 'answer' || message.kind === 'failure') return settle(message);
    void answer(message).then(
      (data) => {
        if (message.kind === 'ask') end.send({ kind: 'answer', number: message.number, data } satisfies Message);
      },
      (error: unknown) => {
        if (message.kind === 'tell') throw error;
        end.send({ kind: 'failure', number: message.number, message: String(error) } satisfies Message);
      },
    );
  });

  return {
    tell: (name, data) => end.send({ kind: 'tell', name, data } satisfies Message),
    ask: (name, data) =>
      new Promise((resolve, reject) => {
        const number = (count += 1);
        waiting.set(number, { resolve, reject });
        end.send({ kind: 'ask', name, data, number } satisfies Message);
      }),
    on: (name, handle) => void handlers.set(name, handle),
  };
}
