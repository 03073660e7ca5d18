import type { ClusterdEvents } from '#shared/clusterd/events.ts';
import { PAGE_LIMIT } from '#shared/contract/page.ts';
import type { EventOf } from '#shared/contract/events.ts';
import type { Caller } from '#shared/contract/operation.ts';
import type { FleetCounts } from '#shared/desktop/fleet-counts.ts';
import type { Notice } from '#shared/desktop/notice.ts';
import { valueOf } from '#shared/errors/reply.ts';
import type { Instance } from '#shared/model/instance.ts';
import type { Clock, Log } from '../clusterd/ports.ts';
import { createFleetTally } from './fleet-tally.ts';
import { createNotices } from './notices.ts';
import type { WindowTarget } from './window-transport.ts';

/** The fleet that the window shows, for what is not the window: tray, notifications, the question before quitting. */
export interface FleetWatch {
  current(): FleetCounts;
  /** Called at most once a second. Returns how to stop. */
  onChange(listener: () => void): () => void;
  onNotice(listener: (notice: Notice) => void): () => void;
  /** The window shows another fleet. */
  refollow(): void;
  close(): void;
}

export interface FleetWatchOptions {
  readonly fleet: () => WindowTarget;
  readonly clock: Clock;
  readonly log: Log;
}

const CALLER: Caller = { id: 'desktop', name: 'desktop', role: 'viewer' };
const NAMES: ReadonlySet<string> = new Set<keyof ClusterdEvents>([
  'instance.changed',
  'instance.removed',
  'rollout.changed',
]);
const TOLD_MS = 1_000;
/** When the fleet could not be followed. Otherwise nothing is asked for again: events tell what changes. */
const AGAIN_MS = 30_000;

/** Follows the events of clusterd; the instances are listed once, and when events were missed. */
export function createFleetWatch({ fleet, clock, log }: FleetWatchOptions): FleetWatch {
  const tally = createFleetTally();
  const changed = new Set<() => void>();
  const noticed = new Set<(notice: Notice) => void>();
  const notices = createNotices(clock, (notice) => {
    for (const listener of noticed) listener(notice);
  });
  let stopTelling: (() => void) | null = null;
  let following: { stop(): void } | null = null;

  function tell(): void {
    stopTelling ??= clock.after(TOLD_MS, () => {
      stopTelling = null;
      for (const listener of changed) listener();
    });
  }

  /** Until it is stopped; what is lost is begun anew, with what is known kept for comparing. */
  function follow(): void {
    const abort = new AbortController();
    const { signal } = abort;
    const target = fleet();
    let isListed = false;
    // What comes before the list is there stays in the feed.
    const reader = target.events.read({ role: CALLER.role, names: NAMES, after: null, wake: drain, end: lose });
    const stop = (): void => {
      abort.abort();
      reader.close();
    };
    following = { stop };

    function drain(): void {
      for (let message = isListed ? reader.next() : null; message !== null; message = reader.next()) {
        if (message.kind === 'reload') return void list();
        hear({ name: message.name, data: message.data } as EventOf<ClusterdEvents>);
      }
    }

    async function list(): Promise<void> {
      isListed = false;
      try {
        const instances = await allInstances(target, signal);
        if (signal.aborted) return;
        tally.replace(instances, notices.instance);
        isListed = true;
        tell();
        drain();
      } catch (error) {
        lose(error);
      }
    }

    function lose(error: unknown): void {
      if (signal.aborted) return;
      stop();
      log.debug({ error }, 'The fleet cannot be followed for the tray.');
      following = { stop: clock.after(AGAIN_MS, follow) };
    }

    void list();
  }

  function hear(event: EventOf<ClusterdEvents>): void {
    if (event.name === 'instance.changed') {
      const { instance } = event.data;
      notices.instance(instance, tally.put(instance));
    } else if (event.name === 'instance.removed') {
      tally.remove(event.data.id);
      notices.removed(event.data.id);
    } else if (event.name === 'rollout.changed') {
      return notices.rollout(event.data);
    }
    tell();
  }

  function leave(): void {
    following?.stop();
    following = null;
    notices.clear();
    tally.clear();
  }

  follow();
  return {
    current: tally.counts,
    onChange: (listener) => subscribe(changed, listener),
    onNotice: (listener) => subscribe(noticed, listener),
    refollow() {
      leave();
      tell();
      follow();
    },
    close() {
      leave();
      stopTelling?.();
      changed.clear();
    },
  };
}

async function allInstances({ dispatcher }: WindowTarget, signal: AbortSignal): Promise<readonly Instance[]> {
  const found: Instance[] = [];
  for (;;) {
    const call = { caller: CALLER, requestId: 'tray', signal };
    const input = { offset: found.length, limit: PAGE_LIMIT };
    const page = valueOf(await dispatcher.dispatch('instances.list', input, call)) as {
      readonly items: readonly Instance[];
      readonly total: number;
    };
    found.push(...page.items);
    if (page.items.length === 0 || found.length >= page.total) return found;
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
