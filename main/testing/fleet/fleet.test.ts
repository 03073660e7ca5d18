import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elektradConformance } from '../../elektrad/testing/elektrad-conformance.ts';
import { ourElektradConformance } from '../../elektrad/testing/our-elektrad-conformance.ts';
import { requestTo } from '../request-to.ts';
import { serveControl, type FleetOrder } from './control.ts';
import { createFleet, type Fleet } from './fleet.ts';

const KEY = '/kdb/user%3A%2Fa';

// Elsewhere the loopback network has one address.
describe.skipIf(process.platform !== 'linux')('the fleet', () => {
  let fleet: Fleet;
  let control: string;
  beforeAll(async () => {
    fleet = await createFleet({ members: 300 });
    control = await serveControl(fleet);
  });
  afterAll(() => fleet.close());

  const member = (number: number) => requestTo(fleet.hosts[number] ?? '');
  const order = async (wanted: FleetOrder) => {
    const answer = await fetch(control, { method: 'POST', body: JSON.stringify(wanted) });
    expect(answer.status).toBe(200);
    return (await answer.json()) as readonly unknown[];
  };

  elektradConformance('a member', async () => member(0));
  ourElektradConformance('a member', async () => member(0));

  it('has members of their own, with their own id and keys', async () => {
    expect(await (await fetch(control)).json()).toMatchObject({ hosts: fleet.hosts });
    expect(new Set(fleet.hosts).size).toBe(300);
    expect(fleet.hosts[255]).toMatch(/^http:\/\/127\.10\.1\.0:\d+$/);
    const ids = [1, 299].map(async (number) => JSON.parse((await member(number)('GET', '/version')).body) as object);
    expect(await Promise.all(ids)).toMatchObject([{ id: 'fleet-127.10.0.2' }, { id: 'fleet-127.10.1.44' }]);
    await member(1)('PUT', KEY, 'one');
    expect((await member(2)('GET', KEY)).body).toContain('"exists":false');
    expect(await order({ act: 'keys', members: [1, 2] })).toEqual([{ 'user:/a': { value: 'one', meta: {} } }, {}]);
  });

  it('shows what was written, in order', async () => {
    await member(3)('PUT', KEY, 'one');
    await member(3)('GET', KEY);
    await member(3)('DELETE', KEY);
    expect(await order({ act: 'writes', members: [3] })).toMatchObject([
      [{ operation: 'kdb.set', input: { name: 'user:/a', value: 'one' } }, { operation: 'kdb.remove' }],
    ]);
    expect(fleet.requests.get('kdb.set')).toBeGreaterThan(0);
    await order({ act: 'forgetWrites', members: [3] });
    expect(await order({ act: 'writes', members: [3] })).toEqual([[]]);
  });

  it('goes down and comes back with its keys', async () => {
    await order({ act: 'put', members: [4], keys: { 'user:/a': { value: 'kept' } } });
    await order({ act: 'behave', members: [4], behaviour: 'down' });
    const refused = await fetch(fleet.hosts[4] ?? '').catch((error: Error) => error.cause);
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
    expect(await member(5)('GET', KEY)).toMatchObject({ status: 200 });
    await order({ act: 'behave', members: [4], behaviour: 'up' });
    expect((await member(4)('GET', KEY)).body).toContain('kept');
  });

  it('hangs until it does something else, and holds nobody else up', async () => {
    await order({ act: 'behave', members: [6], behaviour: 'hang' });
    const hanging = member(6)('GET', KEY).then(
      () => 'answered',
      () => 'broken off',
    );
    expect(await member(7)('GET', KEY)).toMatchObject({ status: 200 });
    await order({ act: 'behave', members: [6], behaviour: 'up' });
    expect(await hanging).toBe('broken off');
    expect(await member(6)('GET', KEY)).toMatchObject({ status: 200 });
  });

  it('answers with errors, and rejects', async () => {
    await order({ act: 'behave', members: [8], behaviour: 'error' });
    expect(await member(8)('GET', KEY)).toMatchObject({ status: 500 });
    expect(await member(8)('GET', '/alive')).toMatchObject({ status: 404 });
    await order({ act: 'behave', members: [8], behaviour: 'reject' });
    expect(await member(8)('PUT', KEY, '99')).toMatchObject({ status: 400, body: expect.stringContaining('C03200') });
    expect(await member(8)('PUT', '/kdb/user%3A%2Fsw%2Felektra%2Fweb%2Fx', '1')).toMatchObject({ status: 201 });
    expect(await member(8)('GET', KEY)).toMatchObject({ status: 200 });
  });
});
