import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { repository } from './package-desktop.ts';
import { readYaml } from './read-yaml.ts';

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env: z.record(z.string(), z.unknown()).optional(),
});
const workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions,
  concurrency: z.looseObject({ group: z.string() }),
  jobs: z.record(
    z.string(),
    z.looseObject({
      'timeout-minutes': z.number().max(60),
      'runs-on': z.string(),
      needs: z.string().optional(),
      permissions: permissions.optional(),
      steps: z.array(step),
    }),
  ),
});

const folder = join(repository, '.github', 'workflows');
const workflows = readdirSync(folder).map((file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  return { file, text, ...workflow.parse(readYaml(text)) };
});
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')));

describe.each(workflows)('the workflow $file', ({ file, text, on, permissions: top, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const commands = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

  it('uses actions by their commit, their version beside it', () => {
    const uses = steps.flatMap((one) => (one.uses === undefined ? [] : [one.uses]));
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((action) => !/^actions\/[a-z-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
    const lines = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(lines.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('uses each action in one version', () => {
    const versions = new Map<string, Set<string>>();
    for (const [, action = '', version = ''] of text.matchAll(/uses: (\S+)@(.*)/g)) {
      versions.set(action, (versions.get(action) ?? new Set()).add(version));
    }
    expect([...versions].filter(([, found]) => found.size > 1)).toEqual([]);
  });

  it('may read the repository, and nothing more but where it drafts a release', () => {
    expect(top).toEqual({ contents: 'read' });
    const more = Object.entries(jobs).filter(([, job]) => job.permissions !== undefined);
    expect(more.map(([job]) => `${file} ${job}`)).toEqual(file === 'release.yml' ? ['release.yml draft'] : []);
  });

  it('leaves no credentials in the working copy', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(0);
    expect(checkouts.filter((one) => one.with?.['persist-credentials'] !== false)).toEqual([]);
  });

  it('has no secrets where others propose changes, and puts no text of theirs into commands', () => {
    expect(Object.keys(on)).not.toContain('pull_request_target');
    if ('pull_request' in on) expect(text).not.toContain('secrets.');
    expect(commands.filter((run) => run.includes('${{'))).toEqual([]);
  });

  it('runs scripts that there are', () => {
    const named = commands.flatMap((run) => [...run.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script ?? ''));
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
    const programs = commands.flatMap((run) => [...run.matchAll(/\bnode (main\/\S+)/g)].map(([, path]) => path ?? ''));
    expect(programs.filter((path) => readFileSync(join(repository, path)).length === 0)).toEqual([]);
  });

  it('waits for jobs that there are', () => {
    const needed = Object.values(jobs).flatMap(({ needs }) => (needs === undefined ? [] : [needs]));
    expect(needed.filter((job) => !(job in jobs))).toEqual([]);
  });
});

it('the workflows run every kind of test and make every kind of installer', () => {
  const text = workflows.map((one) => one.text).join('');
  for (const script of ['check', 'test:fault', 'e2e', 'e2e:electron', 'dist', 'dist:server']) {
    expect(text).toMatch(new RegExp(`npm run ${script}(\\s|$)`));
  }
  for (const system of ['ubuntu', 'macos', 'windows']) expect(text).toContain(`${system}-`);
});
