import { ElektraError } from '#shared/errors/elektra-error.ts';
import { canonicalHost, parseHost } from '#shared/model/host.ts';
import type { Elektrad, Elektrads, ElektradTarget } from '../../clusterd/ports.ts';
import { createAuthorization } from './authorization.ts';
import { createConnection, type Connection } from './connection.ts';
import { createDial } from './dial.ts';
import { DEFAULT_LIMITS, DEFAULT_TIMEOUTS, type ElektradsOptions } from './elektrads-options.ts';
import { createEndings } from './endings.ts';
import { createProbe } from './probe.ts';
import { createTurns, type Turns } from './turns.ts';
import { STRAIGHT_OUT, whenFound, type Way } from './way-out.ts';

interface Kept {
  /** The newest description of the instance; its `saveSession` is the one that counts. */
  target: ElektradTarget;
  readonly way: Way;
  readonly turns: Turns;
  readonly connection: Connection;
}

/** The kept connections to all registered elektrads, one per instance, and the probe for those that are not registered yet. */
export function createElektrads(options: ElektradsOptions): Elektrads {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { clock, log, random, wayOut = STRAIGHT_OUT } = options;
  const endings = createEndings();
  const kept = new Map<string, Kept>();
  const retiring = new Set<Connection>();
  const probe = createProbe({ random, timeouts, limits, wayOut });
  let isClosed = false;

  function connect(target: ElektradTarget, way: Way, turns: Turns): Kept {
    const { connection } = target;
    const host = requireHost(target.host);
    const entry: Kept = {
      target,
      way,
      turns,
      connection: createConnection({
        host,
        dial: createDial(host, connection, way),
        endings,
        authorization: createAuthorization(() => entry.target.readCredentials()),
        cookie: target.session ?? probe.takeSession(canonicalHost(host, connection.proxy)),
        savedCookie: target.session,
        turns,
        clock,
        log,
        timeouts,
        limits,
        newCookie: () => random.secret(),
        saveSession: (cookie) => entry.target.saveSession(cookie),
      }),
    };
    kept.set(target.id, entry);
    return entry;
  }

  /** The turns go on in one line: what was begun in the old way ends so before anything begins at the new one. */
  function replace(old: Kept, target: ElektradTarget, way: Way): Kept {
    const entry = connect(target, way, old.turns);
    retiring.add(old.connection);
    old.turns
      .afterAll(() => old.connection.close())
      .catch(() => old.connection.destroy())
      .finally(() => retiring.delete(old.connection))
      .catch((error: unknown) => log.warn({ error, instance: target.id }, 'An old connection did not close.'));
    return entry;
  }

  async function drop({ target, turns, connection }: Kept, reason: string): Promise<void> {
    turns.stop(stopped(target.host, reason));
    await connection.destroy();
  }

  function connection(target: ElektradTarget): Elektrad {
    if (isClosed) throw new Error('The elektrads were used after they were closed.');
    const way = wayOut.known(target.host);
    if (way === null) return whenFound(() => found(target));
    const entry = kept.get(target.id);
    if (entry === undefined) return connect(target, way, createTurns(limits.waitingTurns)).connection.elektrad;
    if (!isReachedAlike(entry, { target, way })) return replace(entry, target, way).connection.elektrad;
    entry.target = target;
    return entry.connection.elektrad;
  }

  async function found(target: ElektradTarget): Promise<Elektrad> {
    await wayOut.find(target.host);
    if (isClosed) throw stopped(target.host, 'clusterd is stopping.');
    return connection(target);
  }

  return {
    connection,
    async forget(id) {
      const entry = kept.get(id);
      if (entry === undefined) return;
      kept.delete(id);
      await drop(entry, 'The instance was removed.');
    },
    probe: (target, signal) => probe.run({ ...target, host: requireHost(target.host) }, signal),
    async close() {
      isClosed = true;
      const entries = [...kept.values()];
      kept.clear();
      probe.close();
      const retired = [...retiring].map((connection) => connection.destroy());
      await Promise.all([...retired, ...entries.map((entry) => drop(entry, 'clusterd is stopping.'))]);
    },
  };
}

type Reached = Pick<Kept, 'target' | 'way'>;

function isReachedAlike({ target: a, way: before }: Reached, { target: b, way }: Reached): boolean {
  if (a.host !== b.host || a.credentialsId !== b.credentialsId) return false;
  const [was, is] = [a.connection, b.connection];
  if (was !== is && (was.ca !== is.ca || was.pinnedCertificate !== is.pinnedCertificate || was.proxy !== is.proxy)) {
    return false;
  }
  return before.trusting === way.trusting && (is.proxy !== null || before.proxy === way.proxy);
}

function stopped(host: string, reason: string): ElektraError {
  return new ElektraError('INSTANCE_UNREACHABLE', reason, { data: { host, reason } });
}

/** The address as given, without a closing slash. */
function requireHost(text: string): string {
  const parsed = parseHost(text);
  if (parsed.ok) return parsed.host.url;
  const reason = parsed.problem.message;
  throw new ElektraError('INSTANCE_HOST_INVALID', reason, { data: { host: text, reason } });
}
