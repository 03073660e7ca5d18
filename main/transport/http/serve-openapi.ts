import type { FastifyInstance } from 'fastify';
import type { EventTable } from '#shared/contract/events.ts';
import type { HttpContract } from '#shared/contract/operation.ts';
import { authorise } from '../authorise.ts';
import { JSON_HEADERS } from './answer.ts';
import { openapiDocument, type OpenapiInfo } from './openapi.ts';
import type { RouteContext } from './operation-routes.ts';

/** `/api/openapi.json`, for whoever may read; made when first asked for. */
export function serveOpenapi(
  app: FastifyInstance,
  contract: HttpContract,
  events: EventTable | null,
  info: OpenapiInfo,
  context: RouteContext,
): void {
  const { access, sender, basePath } = context;
  let body: string | null = null;
  app.get(`${basePath}/api/openapi.json`, async (request, reply) => {
    authorise('viewer', await access.callerOf(request));
    body ??= JSON.stringify(openapiDocument(contract, info, basePath === '' ? '/' : basePath, events));
    sender.send(reply, { status: 200, headers: JSON_HEADERS, body });
    return reply;
  });
}
