import fastify, { type FastifyInstance, type FastifyServerFactory } from 'fastify';
import type { HttpContract } from '#shared/contract/operation.ts';
import { ElektraError, errorBodyOf, isElektraError } from '#shared/errors/elektra-error.ts';
import { createRequestIds } from '../request-ids.ts';
import { createAllowedMethods } from './allowed-methods.ts';
import { errorAnswer } from './error-answer.ts';
import { failureOfRequest } from './failure-of-request.ts';
import type { HttpLimits } from './http-limits.ts';
import { missingAddress } from './missing-address.ts';
import { operationRoutes, type RouteContext } from './operation-routes.ts';

export interface HttpAppOptions {
  readonly contract: HttpContract;
  readonly context: RouteContext;
  readonly limits: HttpLimits;
  readonly trustedProxies: readonly string[];
  readonly serverFactory: FastifyServerFactory;
}

function noSchemas(): never {
  throw new Error('Routes here have no schemas of fastify.');
}

/** The routes of a contract, without sockets. */
export function createHttpApp({ contract, context, limits, trustedProxies, serverFactory }: HttpAppOptions) {
  const { access, basePath, formatError, log, sender } = context;
  const app: FastifyInstance = fastify({
    serverFactory,
    // What comes in and goes out is checked and written by the contract; Ajv and its like are not even loaded.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    // The servers answer what is no HTTP themselves.
    clientErrorHandler: () => undefined,
    bodyLimit: limits.body,
    routerOptions: { maxParamLength: limits.headers },
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    return503OnClosing: false,
    genReqId: createRequestIds(),
    frameworkErrors: (error, request, reply) => {
      sender.send(reply, answerTo(error, request.id));
    },
  });

  function answerTo(error: unknown, requestId: string) {
    const failure = failureOfRequest(error, limits.body);
    if (failure === null) log.error({ err: error, requestId }, 'a request failed before its operation began');
    return errorAnswer(errorBodyOf(failure ?? new ElektraError('INTERNAL'), requestId), formatError);
  }

  app.decorateRequest('caller', null);
  app.removeAllContentTypeParsers();
  // Bodies are read by the operation's binding, whatever type they claim to have.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => {
    if (isElektraError(error)) log.debug({ requestId: request.id, code: error.code }, 'request refused');
    sender.send(reply, answerTo(error, request.id));
  });

  const allowedMethods = createAllowedMethods(contract);
  app.setNotFoundHandler((request, reply) => {
    access.checkPlace(request);
    const [path = ''] = request.url.split('?', 1);
    const below = path.startsWith(basePath) ? path.slice(basePath.length) : '';
    const missing = { method: request.method, path: below, requestId: request.id };
    sender.send(reply, missingAddress(missing, allowedMethods, formatError));
  });

  for (const [name, operation] of Object.entries(contract)) {
    for (const route of operationRoutes(name, operation, context)) app.route(route);
  }
  return app;
}
