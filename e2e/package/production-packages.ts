import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  /** A development dependency needs it, and an optional one of the product. */
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

export interface ProductionPackage {
  /** `name@version` */
  readonly id: string;
  /** Whether an installation without it is whole as well. */
  readonly optional: boolean;
}

/**
 * What package-lock.json installs on this machine without development dependencies.
 * @param root the folder of the lock file
 */
export const productionPackages = (root: string): readonly ProductionPackage[] => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && entry.dev !== true && fitsHere(entry))
    .map(([path, { version = '', optional, devOptional }]) => ({
      id: `${nameOf(path)}@${version}`,
      optional: optional === true || devOptional === true,
    }));
};

const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

const fitsHere = ({ os, cpu, libc }: LockedPackage): boolean =>
  (os?.includes(process.platform) ?? true) &&
  (cpu?.includes(process.arch) ?? true) &&
  (process.platform !== 'linux' || (libc?.includes('glibc') ?? true));
