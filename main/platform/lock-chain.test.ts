import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contend, resign, type LockFolder } from './lock-chain.ts';

/** A folder in memory: what is in it stays when its makers die. */
interface MemoryFolder {
  readonly links: Map<string, string>;
  readonly sockets: Map<string, 'bound' | 'listening' | 'dead'>;
}

interface Process {
  readonly number: number;
  alive: boolean;
  holds: boolean;
  /** The socket it contends with. */
  name: string;
}

/** Lets each process do its next step on the system only when it is its turn. */
interface Turns {
  step<T>(process: Process, act: () => T): Promise<T>;
  readonly waiting: { readonly process: Process; readonly go: () => void }[];
}

function createTurns(): Turns {
  const waiting: { readonly process: Process; readonly go: () => void }[] = [];
  return {
    waiting,
    step: (process, act) =>
      new Promise((resolve) => {
        waiting.push({ process, go: () => resolve(act()) });
      }),
  };
}

function folderFor(process: Process, { links, sockets }: MemoryFolder, turns: Turns): LockFolder {
  const step = <T>(act: () => T): Promise<T> => turns.step(process, act);
  return {
    readLink: (name) => step(() => links.get(name)),
    makeLink: (name, target) =>
      step(() => {
        if (links.has(name)) return false;
        links.set(name, target);
        return true;
      }),
    replaceLink: (name, target) => step(() => void links.set(name, target)),
    remove: (name) =>
      step(() => {
        links.delete(name);
        sockets.delete(name);
      }),
    has: (name) => step(() => sockets.has(name)),
    isAlive: (name) => step(() => sockets.get(name) === 'listening'),
    names: () => step(() => [...links.keys(), ...sockets.keys()]),
  };
}

interface Plan {
  readonly attempts: number;
  /** It is killed after so many steps of everybody; null: never. */
  readonly dies: number | null;
}

interface World {
  readonly folder: MemoryFolder;
  readonly processes: readonly Process[];
  readonly turns: Turns;
}

/** Contends, works a little, resigns; as often as planned. */
async function live(process: Process, { attempts }: Plan, { folder, processes, turns }: World): Promise<void> {
  const view = folderFor(process, folder, turns);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const name = `${process.number}-${attempt}`;
    await turns.step(process, () => {
      process.name = name;
      folder.sockets.set(name, 'bound');
    });
    await turns.step(process, () => {
      // The name may be gone by now; the process listens all the same.
      if (folder.sockets.has(name)) folder.sockets.set(name, 'listening');
    });
    if ((await contend(view, name)).outcome === 'held') {
      process.holds = true;
      for (let n = 0; n < 3; n += 1) {
        const holders = processes.filter(({ holds }) => holds);
        if (holders.length > 1) throw new Error(`Two holders: ${holders.map((holder) => holder.name).join(', ')}`);
        await turns.step(process, () => undefined);
      }
      process.holds = false;
      await resign(view, name);
    }
    await turns.step(process, () => folder.sockets.delete(name));
  }
}

function kill(process: Process, { folder, turns }: World): void {
  process.alive = false;
  process.holds = false;
  if (folder.sockets.has(process.name)) folder.sockets.set(process.name, 'dead');
  const rest = turns.waiting.filter((entry) => entry.process !== process);
  turns.waiting.splice(0, turns.waiting.length, ...rest);
}

/** `choices` says whose step is next, over and over. */
async function run(plans: readonly Plan[], choices: readonly number[]): Promise<MemoryFolder> {
  const processes = plans.map((_, number): Process => ({ number, alive: true, holds: false, name: '' }));
  const world: World = { folder: { links: new Map(), sockets: new Map() }, processes, turns: createTurns() };
  const failures: unknown[] = [];
  processes.forEach((process, number) => {
    live(process, plans[number]!, world).catch((error: unknown) => failures.push(error));
  });
  await setImmediate();
  for (let steps = 0; world.turns.waiting.length > 0; steps += 1) {
    processes.forEach((process, number) => {
      if (plans[number]!.dies === steps) kill(process, world);
    });
    const choice = choices[steps % choices.length]! % Math.max(world.turns.waiting.length, 1);
    world.turns.waiting.splice(choice, 1)[0]?.go();
    await setImmediate();
    if (failures.length > 0) throw failures[0];
  }
  return world.folder;
}

const arbitraryPlans = fc.array(
  fc.record({ attempts: fc.integer({ min: 1, max: 4 }), dies: fc.option(fc.nat(80), { freq: 2 }) }),
  { minLength: 2, maxLength: 6 },
);
const arbitraryChoices = fc.array(fc.nat(1000), { minLength: 20, maxLength: 200 });

describe('the chain of contenders', () => {
  it('never has two holders, in whatever order their steps happen and whenever they are killed', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryPlans, arbitraryChoices, async (plans, choices) => {
        await run(plans, choices);
      }),
      { numRuns: 1000 },
    );
  });

  it('has a holder for whoever comes last, whatever was left behind, and is tidy then', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryPlans, arbitraryChoices, async (plans, choices) => {
        const folder = await run(plans, choices);
        folder.sockets.set('last', 'listening');
        const turns = createTurns();
        const last: Process = { number: 99, alive: true, holds: false, name: 'last' };
        const contest = contend(folderFor(last, folder, turns), 'last');
        for (let step = turns.waiting.shift(); step; step = turns.waiting.shift()) {
          step.go();
          await setImmediate();
        }
        expect(await contest).toEqual({ outcome: 'held' });
        expect([...folder.links]).toEqual([['owner', 'last']]);
        expect([...folder.sockets]).toEqual([['last', 'listening']]);
      }),
      { numRuns: 200 },
    );
  });
});
