import { createRequire } from 'node:module';

/** Reads YAML with the parser that electron-updater brings along, which reads the release metadata in the product too. */
export const readYaml = (text: string): unknown => {
  const updater = createRequire(import.meta.url).resolve('electron-updater');
  const { load } = createRequire(updater)('js-yaml') as { load: (text: string) => unknown };
  return load(text);
};
