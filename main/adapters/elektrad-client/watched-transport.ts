import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { AxiosRequestConfig } from 'axios';

type OnAnswer = (answer: IncomingMessage) => void;

/**
 * What axios needs to tell a host that cannot be reached from one that is slow: `onConnected` is called when the connection stands, TLS included. No
 * connection is kept.
 */
export function watchedTransport(host: string, onConnected: () => void): AxiosRequestConfig {
  const isTls = /^https:/i.test(host);
  const send: (options: RequestOptions, onAnswer: OnAnswer) => ClientRequest = isTls ? httpsRequest : httpRequest;
  return {
    httpAgent: new HttpAgent(),
    httpsAgent: new HttpsAgent(),
    transport: {
      request(options: RequestOptions, onAnswer: OnAnswer): ClientRequest {
        return send(options, onAnswer).once('socket', (socket) => {
          socket.once(isTls ? 'secureConnect' : 'connect', onConnected);
        });
      },
    },
  };
}
