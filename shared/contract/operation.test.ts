import { describe, expect, expectTypeOf, it } from 'vitest';
import { clusterdContract, type ClusterdContract } from '../clusterd/contract.ts';
import { elektradContract } from '../elektrad/contract.ts';
import type { InstanceId } from '../model/instance.ts';
import type { KeyVersion } from '../model/key.ts';
import type { Client } from './client.ts';
import { fieldPlaces, pathsOf } from './field-places.ts';
import type { Call, CallInputOf, HttpContract, Handlers, InputOf, HttpOperation, OutputOf } from './operation.ts';
import { mayUse, ROLES } from './roles.ts';

function fieldsOf(schema: HttpOperation['output']): readonly string[] {
  return 'shape' in schema ? Object.keys(schema.shape as object) : [];
}

describe.each<[string, HttpContract]>([
  ['clusterd', clusterdContract],
  ['elektrad', elektradContract],
])('the contract of the %s', (_name, contract) => {
  const operations = Object.entries(contract);

  it.each(operations)('binds only fields that there are: %s', (_operation, operation) => {
    const { http, input, output } = operation;
    const given = Object.keys(input.shape);
    const answered = fieldsOf(output);
    for (const path of pathsOf(operation)) {
      const { path: inPath, ifMatch, body } = fieldPlaces(operation, path);
      const bound = [...inPath, ...(ifMatch === null ? [] : [ifMatch]), ...(body.kind === 'field' ? [body.field] : [])];
      expect(given).toEqual(expect.arrayContaining(bound));
      expect(new Set(bound).size).toBe(bound.length);
    }
    if (http.etag !== undefined) expect(answered).toContain(http.etag);
    if (http.cookie !== undefined) expect(answered).toContain(http.cookie);
    if (typeof http.success === 'object') expect(answered).toContain(http.success.field);
    if (typeof http.reply === 'object') expect(answered).toContain(http.reply.field);
    if (http.reply === 'page') expect(answered).toEqual(['items', 'total']);
  });

  it('has each method of an address once', () => {
    const addresses = operations.flatMap(([, operation]) =>
      pathsOf(operation).map((path) => `${operation.http.method} ${path.replace(/[:*]\w+/g, '*')}`),
    );
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it.each(operations)('tells queries from commands: %s', (_operation, { kind, http, role }) => {
    if (http.method === 'GET') expect(kind).toBe('query');
    if (http.method === 'PUT' || http.method === 'DELETE') expect(kind).toBe('command');
    if (kind === 'command') expect(http.method).not.toBe('GET');
    expect(['public', ...ROLES]).toContain(role);
  });
});

describe('roles', () => {
  it('include all before them', () => {
    const allowed = [null, ...ROLES].map((role) => ROLES.filter((access) => mayUse(role, access)));
    expect(allowed).toEqual([[], ['viewer'], ['viewer', 'operator'], ['viewer', 'operator', 'admin']]);
    expect([null, ...ROLES].every((role) => mayUse(role, 'public'))).toBe(true);
  });
});

describe('the types of a contract', () => {
  it('are those of its schemas, with defaults left out by callers and filled in for handlers', () => {
    type Set = ClusterdContract['keys.set'];
    expectTypeOf<CallInputOf<Set>>().toEqualTypeOf<{
      id: string;
      key: string;
      value: string;
      basedOn?: string | undefined;
      mustBeNew?: boolean | undefined;
    }>();
    expectTypeOf<InputOf<Set>>().toEqualTypeOf<{
      id: InstanceId;
      key: string;
      value: string;
      basedOn?: KeyVersion | undefined;
      mustBeNew: boolean;
    }>();
    expectTypeOf<OutputOf<Set>>().toEqualTypeOf<{ created: boolean; value: string; version: KeyVersion }>();
  });

  it('hold handlers and clients to every operation', () => {
    expectTypeOf<Handlers<ClusterdContract>>().toHaveProperty('keys.set');
    expectTypeOf<Handlers<ClusterdContract>['keys.set']>().parameter(1).toEqualTypeOf<Call>();
    expectTypeOf<Parameters<Client<ClusterdContract>['call']>[0]>().toEqualTypeOf<keyof ClusterdContract>();
    expectTypeOf<{ readonly 'keys.set': () => Promise<number> }>().not.toExtend<
      Pick<Handlers<ClusterdContract>, 'keys.set'>
    >();
  });
});
