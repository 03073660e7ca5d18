import type { FastifyReply, FastifyRequest } from 'fastify';
import { PARTS_TYPE } from '#shared/contract/http-parts.ts';
import type { HttpOperation } from '#shared/contract/operation.ts';
import type { Reply } from '#shared/errors/reply.ts';
import { API_HEADERS, type Answer, type Sender } from './answer.ts';
import { errorAnswer, type ErrorFormat } from './error-answer.ts';

/** The parts of an operation on their way to a caller who accepts them, one JSON value a line. */
export interface PartStream {
  report(part: unknown): void;
  /** True once a part has left: the status is out, and the reply is the last line. */
  isBegun(): boolean;
  /** Writes the reply as the last line. */
  end(reply: Reply): void;
}

const HEAD = ['content-type', `${PARTS_TYPE}; charset=utf-8`, ...API_HEADERS];

/** What may wait for a caller who reads slower than we find, in bytes; parts beyond it are left out. The output is complete without them. */
const WAITING_BYTES = 8 * 1024 * 1024;

export function wantsParts({ parts }: HttpOperation, { headers }: FastifyRequest): boolean {
  return parts !== undefined && headers.accept?.includes(PARTS_TYPE) === true;
}

export function createPartStream(reply: FastifyReply, sender: Sender, formatError: ErrorFormat): PartStream {
  const { raw } = reply;
  let begun = false;

  function begin(): void {
    begun = true;
    reply.hijack();
    raw.writeHead(200, sender.isClosing() ? [...HEAD, 'connection', 'close'] : [...HEAD]);
  }

  return {
    isBegun: () => begun,
    report(part) {
      if (raw.destroyed) return;
      if (!begun) begin();
      if (raw.writableLength < WAITING_BYTES) raw.write(`${JSON.stringify({ part })}\n`);
    },
    end(result) {
      if (!begun) begin();
      if (raw.destroyed) return;
      raw.end(`${lineOf(result, formatError)}\n`);
    },
  };
}

function lineOf(result: Reply, formatError: ErrorFormat): string {
  if (result.ok) return JSON.stringify({ output: result.value });
  const { body }: Answer = errorAnswer(result.error, formatError);
  return body;
}
