import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { pathsOf } from '#shared/contract/field-places.ts';
import type { Caller, HttpOperation } from '#shared/contract/operation.ts';
import { ElektraError, errorBodyOf } from '#shared/errors/elektra-error.ts';
import type { Reply } from '#shared/errors/reply.ts';
import { authorise } from '../authorise.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { TransportLog } from '../transport-log.ts';
import type { AccessCheck } from './access-check.ts';
import type { Answer, Sender } from './answer.ts';
import { createAnswerEncoder } from './answer-encoder.ts';
import type { ConnectionSignals } from './connection-signal.ts';
import { errorAnswer, type ErrorFormat } from './error-answer.ts';
import { createInputDecoder, type RequestParts } from './input-decoder.ts';
import { createPartStream, wantsParts, type PartStream } from './part-stream.ts';
import type { SignInLimit } from './sign-in-limit.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set when the request's head has been checked. */
    caller: Caller | null;
  }
}

export interface RouteContext {
  readonly dispatcher: Dispatcher;
  readonly access: AccessCheck;
  readonly signInLimit: SignInLimit;
  readonly formatError: ErrorFormat;
  readonly log: TransportLog;
  readonly sender: Sender;
  readonly signalOf: ConnectionSignals;
  /** '' or like `/elektra`. */
  readonly basePath: string;
}

/** The routes of one operation, one for each of its paths. */
export function operationRoutes(
  name: string,
  operation: HttpOperation,
  context: RouteContext,
): readonly RouteOptions[] {
  return pathsOf(operation).map((path) => ({
    method: operation.http.method,
    url: context.basePath + routerPath(path),
    onRequest: admission(operation, context),
    handler: handlerOf(name, operation, path, context),
  }));
}

/** The path as the router writes it: `*name` is `*` there. */
export function routerPath(path: string): string {
  return path.replace(/\*.+$/, '*');
}

/** Before the body is read, so that nobody who may not send one can make us take it. */
function admission({ role }: HttpOperation, { access }: RouteContext) {
  return (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
    function admit(caller: Caller | null): void {
      authorise(role, caller);
      request.caller = caller;
      done();
    }
    try {
      const caller = access.callerOf(request);
      if (caller instanceof Promise) caller.then(admit).catch(done);
      else admit(caller);
    } catch (error) {
      done(error as Error);
    }
  };
}

function handlerOf(name: string, operation: HttpOperation, path: string, context: RouteContext) {
  const { dispatcher, access, formatError, log, sender, signalOf } = context;
  const decode = createInputDecoder(operation, path);
  const encode = createAnswerEncoder(operation);
  const limit = isSignIn(operation) ? context.signInLimit : null;

  function answerTo(result: Reply, request: FastifyRequest): Answer | Promise<Answer<Buffer>> {
    if (!result.ok) return errorAnswer(result.error, formatError);
    return encode(result.value, {
      url: request.url,
      sessionCookie: (secret) => access.sessionCookie(secret, request),
    });
  }

  /** Returns the status that goes out. */
  function send(
    result: Reply,
    request: FastifyRequest,
    reply: FastifyReply,
    parts: PartStream | null,
  ): number | Promise<number> {
    if (parts !== null && (parts.isBegun() || result.ok)) {
      parts.end(result);
      return 200;
    }
    const answer = answerTo(result, request);
    return answer instanceof Promise ? answer.then((large) => sendNow(reply, large)) : sendNow(reply, answer);
  }

  function sendNow(reply: FastifyReply, answer: Answer<string | Buffer>): number {
    sender.send(reply, answer);
    return answer.status;
  }

  return (request: FastifyRequest, reply: FastifyReply): void => {
    const started = performance.now();
    const { id: requestId, caller } = request;
    const input = decode(request as RequestParts);
    const signal = signalOf(request.raw.socket);
    // A connection that is gone already has no address any more.
    const address = limit === null ? '' : String(request.ip);
    limit?.begin(address);
    const parts = wantsParts(operation, request) ? createPartStream(reply, sender, formatError) : null;
    const call = { caller, requestId, signal, report: parts?.report };
    const note = (status: number) => {
      const ms = Math.round(performance.now() - started);
      log.debug({ requestId, operation: name, caller: caller?.name, status, ms }, 'request');
    };
    dispatcher
      .dispatch(name, input, call)
      .then((result) => {
        if (limit !== null) noteSignIn(limit, address, result);
        if (limit !== null && !result.ok) log.info({ requestId, address, code: result.error.code }, 'a sign-in failed');
        const sent = send(result, request, reply, parts);
        if (sent instanceof Promise) return sent.then(note);
        note(sent);
      })
      .catch((error: unknown) => {
        if (signal.aborted) return void reply.hijack();
        log.error({ err: error, requestId, operation: name }, 'an answer could not be written');
        const failure = errorBodyOf(new ElektraError('INTERNAL'), requestId);
        if (parts?.isBegun() === true) parts.end({ ok: false, error: failure });
        else sender.send(reply, errorAnswer(failure, formatError));
      });
  };
}

/** What anybody may do and what hands out a session is a sign-in. */
function isSignIn({ role, http }: HttpOperation): boolean {
  return role === 'public' && http.cookie !== undefined;
}

function noteSignIn(limit: SignInLimit, address: string, result: Reply): void {
  if (result.ok) limit.succeeded(address);
  else if (result.error.code !== 'UNAUTHENTICATED') limit.withdraw(address);
}
