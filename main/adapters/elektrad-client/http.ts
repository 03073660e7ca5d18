import { collectAnswer, type HttpAnswer } from './collect-answer.ts';
import { createConnections } from './connections.ts';
import type { Dial } from './dial.ts';
import type { Endings } from './endings.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below the host's base path, percent-encoded; sent as it is. */
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body?: string | undefined;
  /** For all of it: connecting, sending, the whole answer. */
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** One host. Nothing of the answer is followed or interpreted: no redirects, no cookies; no proxy but that of the instance. */
export interface Http {
  /**
   * Rejects with TransportFailure or CancelledError; as broken and not sent when the other side closed a connection after the call and before
   * the request could leave.
   */
  exchange(request: HttpRequest): Promise<HttpAnswer>;
  /** Waits for what is under way. */
  close(): Promise<void>;
  /** Breaks off what is under way. */
  destroy(): Promise<void>;
}

interface HttpOptions {
  readonly dial: Dial;
  readonly connections: number;
  readonly connectMs: number;
  readonly answerBytes: number;
  readonly endings: Endings;
  /**
   * Called when what answers next may be another process: a connection was closed by the other side, or the last one by us. As long as one stays
   * open the process behind it is the same.
   */
  readonly onDisconnect?: () => void;
}

/** How long an unused connection is kept. A server that announces less is believed. */
const KEEP_ALIVE_MS = 60_000;

export function createHttp(options: HttpOptions): Http {
  const { dial, connections, connectMs, answerBytes, endings, onDisconnect } = options;
  let closedByOther = 0;
  const opened = createConnections({
    origin: dial.origin,
    limit: connections,
    client: {
      connect: (_options, callback) => {
        dial.open(connectMs).then(
          (socket) => callback(null, socket),
          (error: Error) => callback(error, null),
        );
      },
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      // collectAnswer limits the time of the whole exchange instead of the pauses within it.
      headersTimeout: 0,
      bodyTimeout: 0,
    },
    onDisconnect({ code }) {
      const isOurs = code === 'UND_ERR_INFO';
      if (!isOurs) closedByOther += 1;
      if (!isOurs || !opened.isConnected()) onDisconnect?.();
    },
  });
  return {
    exchange({ method, path, headers: own, body, limitMs, signal }) {
      const ofDial = dial.headers();
      const headers = ofDial.length === 0 ? own : [...ofDial, ...own];
      const before = closedByOther;
      // undici would send what still waits over a new connection, to a process that may be another one by now.
      const mayLeave = () => before === closedByOther;
      return new Promise((settle, reject) => {
        const resolve = (answer: HttpAnswer) => {
          dial.noteAnswer(answer, ofDial);
          settle(answer.status < 300 ? answer : withoutSecrets(answer, headers));
        };
        // `dispatch` instead of `request`: half of the work per small answer, because no stream is made for its body.
        opened.dispatch(
          { method, path: dial.pathFor(dial.basePath + path), headers, body: body ?? null },
          collectAnswer({ answerBytes, limitMs, signal, endings, mayLeave, resolve, reject }),
        );
      });
    },
    close: () => opened.close(),
    destroy: () => opened.destroy(),
  };
}
