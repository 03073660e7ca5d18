import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { elektradConformance } from '../elektrad/testing/elektrad-conformance.ts';
import { ourElektradConformance } from '../elektrad/testing/our-elektrad-conformance.ts';
import { startOurElektrad, type OurElektradHttp } from './our-elektrad-http.ts';
import { requestTo } from './request-to.ts';

describe('over HTTP', () => {
  let directory: string;
  let ours: OurElektradHttp;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'elektrad-'));
    ours = await startOurElektrad(directory);
  });
  afterAll(async () => {
    await ours.close();
    await rm(directory, { recursive: true });
  });

  elektradConformance('ours', async () => requestTo(ours.url));
  ourElektradConformance('ours', async () => requestTo(ours.url));
});

const fieldUrl = process.env['ELEKTRAD_URL'] ?? '';

/** Only ours has an id. */
async function isOurs(url: string): Promise<boolean> {
  return 'id' in (JSON.parse((await requestTo(url)('GET', '/version')).body) as object);
}

describe.skipIf(fieldUrl === '')('at ELEKTRAD_URL (set it to the address of a running elektrad)', async () => {
  elektradConformance(fieldUrl, async () => requestTo(fieldUrl));
  if (fieldUrl !== '' && (await isOurs(fieldUrl))) ourElektradConformance(fieldUrl, async () => requestTo(fieldUrl));
});
