import packageFile from '../package.json' with { type: 'json' };

/** What the program calls itself, in versions and logs. */
export const PRODUCT = { name: packageFile.name, version: packageFile.version } as const;
