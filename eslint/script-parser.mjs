import { componentProgram, isTyped, typeScriptParser } from './component-program.mjs';

/**
 * The parser of components' scripts, with types from one program for all of them. A text that differs from the
 * program's, as in an editor or after a fix, is left to the project service.
 * @param {string} configFile absolute path of the tsconfig.json that includes the components
 * @param {import('./component-program.mjs').LintParser} componentParser
 */
export const scriptParser = (configFile, componentParser) => {
  /** @type {ReturnType<typeof componentProgram> | undefined} */
  let program;
  return {
    /** @type {import('./component-program.mjs').LintParser['parseForESLint']} */
    parseForESLint: (code, options) => {
      if (!isTyped(options)) return typeScriptParser.parseForESLint(code, options);
      program ??= componentProgram(configFile, componentParser);
      if (program.getSourceFile(options.filePath)?.text !== code) return typeScriptParser.parseForESLint(code, options);
      return typeScriptParser.parseForESLint(code, { ...options, projectService: false, programs: [program] });
    },
  };
};
