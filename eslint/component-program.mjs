import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import ts from 'typescript';
import tseslint from 'typescript-eslint';

/** @typedef {{ readonly services?: { readonly program?: unknown } }} Parsed */
/** @typedef {{ readonly parseForESLint: (code: string, options: any) => Parsed }} LintParser */

/** It takes options; its own declaration leaves them out. */
export const typeScriptParser = /** @type {LintParser} */ (tseslint.parser);

/**
 * One program for the scripts of all components of a folder, built once. TypeScript's project service, which the linter
 * uses otherwise, takes the first opening of a component for a change and checks everything anew for each of them.
 * @param {string} configFile absolute path of the folder's tsconfig.json
 * @param {LintParser} componentParser takes the script out of a component and gives it to `options.parser`
 * @returns {ts.Program} it has each component under its own path, with the text that `componentParser` hands on
 * @throws {Error} when the configuration cannot be read
 */
export const componentProgram = (configFile, componentParser) => {
  const { config, error } = ts.readConfigFile(configFile, ts.sys.readFile);
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  const { fileNames, options } = ts.parseJsonConfigFileContent(
    config,
    ts.sys,
    dirname(configFile),
    {},
    configFile,
    [],
    [{ extension: '.vue', isMixedContent: true, scriptKind: ts.ScriptKind.Deferred }],
  );
  const host = ts.createCompilerHost({ ...options, allowNonTsExtensions: true }, true);
  return ts.createProgram(
    fileNames,
    { ...options, allowNonTsExtensions: true },
    {
      ...host,
      getSourceFile: (file, version, onError, fresh) =>
        file.endsWith('.vue')
          ? ts.createSourceFile(file, scriptOf(file, componentParser), version, true, ts.ScriptKind.TS)
          : host.getSourceFile(file, version, onError, fresh),
    },
  );
};

/**
 * The script of a component, as `componentParser` hands it on; empty when there is none, or none that can be parsed.
 * @param {string} file
 * @param {LintParser} componentParser
 */
const scriptOf = (file, componentParser) => {
  let script = '';
  const parser = {
    /** @type {LintParser['parseForESLint']} */
    parseForESLint: (code, options) => {
      if (isTyped(options)) script = code;
      return typeScriptParser.parseForESLint(code, { ...options, projectService: false });
    },
  };
  try {
    componentParser.parseForESLint(readFileSync(file, 'utf8'), {
      filePath: file,
      sourceType: 'module',
      projectService: true,
      parser,
    });
  } catch {
    // A syntax error: the linter, which parses the same text, reports it with its place.
    return '';
  }
  return script;
};

/**
 * Whether the component parser asks for a script, not for an expression of the template, which has no types.
 * @param {{ readonly projectService?: unknown }} options
 */
export const isTyped = (options) => Boolean(options.projectService);
