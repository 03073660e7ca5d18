import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { componentProgram } from '../../eslint/component-program.mjs';
import type { LintParser } from '../../eslint/component-program.mjs';
import { scriptParser } from '../../eslint/script-parser.mjs';

/** What vue-eslint-parser does, as far as the program needs it: the script is parsed with types, the template without. */
const componentParser: LintParser = {
  parseForESLint: (code, { parser, ...options }: { readonly parser: LintParser }) => {
    const [, script = '', template = ''] = /<script>(.*)<\/script>(?:<p>(.*)<\/p>)?/su.exec(code) ?? [];
    const result = parser.parseForESLint(script, options);
    parser.parseForESLint(template, { ...options, projectService: undefined });
    return result;
  },
};

describe('the program of components', () => {
  let folder: string;
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'components-'));
    mkdirSync(join(folder, 'parts'));
    write(
      'tsconfig.json',
      JSON.stringify({ compilerOptions: { lib: ['ES5'], types: [] }, include: ['**/*.ts', '**/*.vue'] }),
    );
    write('parts/count.ts', 'export const count = 3;');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('has the script of each component, with the types of what it imports', () => {
    const script = "import { count } from './parts/count.ts'; export const twice = [count, count];";
    const path = write('Twice.vue', `<script>${script}</script><p>twice.length</p>`);
    const program = componentProgram(join(folder, 'tsconfig.json'), componentParser);
    const source = program.getSourceFile(path);
    expect(source?.text).toBe(script);
    const checker = program.getTypeChecker();
    const [twice] = checker.getExportsOfModule(checker.getSymbolAtLocation(source!)!);
    expect(checker.typeToString(checker.getTypeOfSymbol(twice!))).toBe('number[]');
  });

  it('has an empty text for what cannot be parsed, so that the linter reports it', () => {
    const path = write('Broken.vue', '<script>const = ;</script>');
    const program = componentProgram(join(folder, 'tsconfig.json'), componentParser);
    expect(program.getSourceFile(path)?.text).toBe('');
  });

  it('refuses a configuration that is not there, by its name', () => {
    expect(() => componentProgram(join(folder, 'none.json'), componentParser)).toThrow(/none\.json/u);
  });

  it('gives the linter its one program for the text on the disk, and not for another', () => {
    const path = write('One.vue', '<script>export const one = 1;</script>');
    const parser = scriptParser(join(folder, 'tsconfig.json'), componentParser);
    const parse = (code: string) =>
      parser.parseForESLint(code, {
        filePath: path,
        tsconfigRootDir: folder,
        projectService: true,
        extraFileExtensions: ['.vue'],
      }).services?.program;
    const program = parse('export const one = 1;');
    expect(program).toBeDefined();
    expect(parse('export const one = 1;')).toBe(program);
    expect(parse('export const one = 2;')).not.toBe(program);
  });
});
