import type { FastifyInstance, FastifyRequest } from 'fastify';
import { EVENTS_PATH, type EventTable } from '#shared/contract/events.ts';
import type { EventFeed } from '#shared/contract/event-feed.ts';
import type { Caller } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { authorise } from '../authorise.ts';
import { invalidField } from '../invalid-input.ts';
import { openEventStream, type EventStream } from './event-stream.ts';
import type { HttpLimits } from './http-limits.ts';
import type { RouteContext } from './operation-routes.ts';

/** What a server tells without being asked. */
export interface ServedEvents {
  readonly table: EventTable;
  readonly feed: EventFeed;
}

type EventLimits = Pick<HttpLimits, 'streams' | 'heartbeat'>;

/** The stream of events, for whoever may read. Returns how to end all streams, after which there are no new ones. */
export function serveEvents(
  app: FastifyInstance,
  { table, feed }: ServedEvents,
  context: RouteContext,
  limits: EventLimits,
): () => void {
  const { access, basePath, log } = context;
  const streams = new Set<EventStream>();
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  function keep(stream: EventStream): void {
    streams.add(stream);
    timer ??= setInterval(() => streams.forEach(({ beat }) => beat()), limits.heartbeat).unref();
  }

  function forget(stream: EventStream): void {
    streams.delete(stream);
    if (streams.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  }

  app.get(`${basePath}${EVENTS_PATH}`, { exposeHeadRoute: false }, async (request, reply) => {
    const caller = await access.callerOf(request);
    authorise('viewer', caller);
    const wanted = wantedOf(request, table);
    if (streams.size >= limits.streams || isClosed) throw tooMany(limits.streams);
    const { raw } = reply.hijack();
    const stream: EventStream = openEventStream(raw, {
      feed,
      wanted: { ...wanted, role: caller?.role ?? 'viewer' },
      mayHear: () => isStill(caller, () => access.callerOf(request)),
      ended: () => forget(stream),
    });
    keep(stream);
    log.debug({ requestId: request.id, caller: caller?.name, streams: streams.size }, 'a stream of events was opened');
    return reply;
  });

  const stopListening = access.onRevoked(() => streams.forEach(({ check }) => check()));
  return () => {
    isClosed = true;
    stopListening();
    streams.forEach(({ end }) => end());
  };
}

/** Whether the request's credential still belongs to that caller: it may have expired or been revoked. */
function isStill(caller: Caller | null, ask: () => Caller | null | Promise<Caller | null>): boolean | Promise<boolean> {
  const isSame = (now: Caller | null) => now !== null && now.id === caller?.id && now.role === caller.role;
  const now = ask();
  return now instanceof Promise ? now.then(isSame) : isSame(now);
}

const FIELDS = ['names', 'lastEventId'];

function wantedOf({ query, headers }: FastifyRequest, table: EventTable) {
  const fields = query as Readonly<Record<string, string | readonly string[]>>;
  const unknown = Object.keys(fields).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw invalidField(unknown, 'is no field of the query string here');
  const { names, lastEventId } = fields;
  const resumed = headers['last-event-id'] ?? lastEventId;
  return { names: namesOf(names, table), after: resumed === undefined ? null : [resumed].flat().join() };
}

/** `?names=a,b` or repeated. */
function namesOf(given: string | readonly string[] | undefined, table: EventTable): ReadonlySet<string> | null {
  if (given === undefined) return null;
  const names = [given].flat().flatMap((text) => text.split(','));
  const unknown = names.find((name) => !Object.hasOwn(table, name));
  if (unknown !== undefined) throw invalidField('names', `there is no event "${unknown.slice(0, 100)}"`);
  return new Set(names);
}

function tooMany(limit: number): ElektraError {
  return new ElektraError(
    'RATE_LIMITED',
    `${limit} streams of events are open already, which is as many as this server keeps. Close some, or try again later.`,
    { data: { retryAfterSeconds: 30 } },
  );
}
