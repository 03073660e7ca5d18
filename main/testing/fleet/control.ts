import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { Metadata } from '#shared/model/key.ts';
import { parseKeyName } from '#shared/model/key-name.ts';
import { Behaviour } from './behaviour.ts';
import type { Fleet } from './fleet.ts';
import type { Member } from './member.ts';

/** How a test in another process looks at the members and changes them. `members` are numbers; left out: all. */
const Order = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('behave'), members: z.array(z.int()).optional(), behaviour: Behaviour }),
  z.strictObject({
    act: z.literal('put'),
    members: z.array(z.int()).optional(),
    keys: z.record(z.string(), z.strictObject({ value: z.string(), meta: Metadata.default({}) }).nullable()),
  }),
  z.strictObject({ act: z.literal('keys'), members: z.array(z.int()).optional() }),
  z.strictObject({ act: z.literal('writes'), members: z.array(z.int()).optional() }),
  z.strictObject({ act: z.literal('forgetWrites'), members: z.array(z.int()).optional() }),
]);
export type FleetOrder = z.input<typeof Order>;

/**
 * Listens for orders on loopback: POST with one as JSON; the answer is a list with an entry for each member that was named. GET: where they are, and how often each
 * operation was asked for.
 */
export async function serveControl(fleet: Fleet): Promise<string> {
  const server = createServer((request, response) => {
    obey(fleet, request).then(
      (answer) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  return `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : ''}`;
}

async function obey(fleet: Fleet, request: IncomingMessage): Promise<unknown> {
  if (request.method === 'GET') return { hosts: fleet.hosts, requests: Object.fromEntries(fleet.requests) };
  const order = Order.parse(await json(request));
  const members = order.members?.map((number) => memberOf(fleet, number)) ?? fleet.members;
  return Promise.all(members.map((member) => obeyOne(member, order)));
}

async function obeyOne(member: Member, order: z.output<typeof Order>): Promise<unknown> {
  switch (order.act) {
    case 'behave':
      return member.behave(order.behaviour);
    case 'put':
      return member
        .keys()
        .changeMany(new Map(Object.entries(order.keys).map(([name, key]) => [parseKeyName(name), key])));
    case 'keys':
      return keysOf(member);
    case 'writes':
      return member.writes;
    case 'forgetWrites':
      return void member.writes.splice(0);
  }
}

function keysOf(member: Member): Readonly<Record<string, unknown>> {
  const store = member.keys();
  return Object.fromEntries(store.names(null).map((name) => [name, store.get(name)]));
}

function memberOf({ members }: Fleet, number: number): Member {
  const member = members[number];
  if (member === undefined) throw new Error(`There is no member ${number}.`);
  return member;
}
