import type { FastifyInstance } from 'fastify';
import { API_HEADERS, type Answer, type Sender } from './answer.ts';

/** Whether the server can do its work now; asked for each request to /readyz. */
export type Readiness = () => boolean | Promise<boolean>;

const HEADERS = ['content-type', 'text/plain; charset=utf-8', ...API_HEADERS];

/** `/healthz`: the process lives. `/readyz`: it can do its work (503: not now). For supervisors, who have no token and any name for us. */
export function serveHealth(app: FastifyInstance, ready: Readiness, sender: Sender, basePath: string): void {
  for (const base of new Set(['', basePath])) {
    app.get(`${base}/healthz`, (_request, reply) => sender.send(reply, textAnswer(200, 'ok\n')));
    app.get(`${base}/readyz`, async (_request, reply) => {
      sender.send(reply, (await ready()) ? textAnswer(200, 'ready\n') : textAnswer(503, 'not ready\n'));
      return reply;
    });
  }
}

function textAnswer(status: number, body: string): Answer {
  return { status, headers: HEADERS, body };
}
