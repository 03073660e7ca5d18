import ts from 'typescript';
import { parse } from 'vue/compiler-sfc';

/**
 * @typedef {{ readonly specifier: string | undefined; readonly typeOnly: boolean }} FoundImport
 *   `specifier` is undefined where a dynamic import computes what it loads.
 */

/**
 * Every import of a module: static, dynamic, re-exported, of a type, required, and code loaded by its URL.
 * @param {string} file its name decides how it is read (.vue: all its scripts)
 * @param {string} text
 * @returns {readonly FoundImport[]}
 */
export const importsOf = (file, text) => {
  if (!file.endsWith('.vue')) return importsOfScript(file, text);
  const { script, scriptSetup } = parse(text, { filename: file }).descriptor;
  return [script, scriptSetup].flatMap((block) => {
    if (!block) return [];
    const referenced = block.src ? [{ specifier: block.src, typeOnly: false }] : [];
    return [...referenced, ...importsOfScript(`${file}.ts`, block.content)];
  });
};

/**
 * @param {string} file
 * @param {string} text
 */
const importsOfScript = (file, text) => {
  /** @type {FoundImport[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    const hit = importAt(node);
    if (hit) found.push(hit);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
};

/**
 * @param {ts.Node} node
 * @returns {FoundImport | undefined}
 */
const importAt = (node) => {
  if (ts.isImportDeclaration(node)) {
    return { specifier: literal(node.moduleSpecifier), typeOnly: isTypeOnlyImport(node.importClause) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: literal(node.moduleSpecifier), typeOnly: isTypeOnlyExport(node) };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: literal(node.argument.literal), typeOnly: true };
  }
  if (ts.isCallExpression(node) && isLoadingCall(node.expression)) {
    return { specifier: literal(node.arguments[0]), typeOnly: false };
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL' && isCode(literal(node.arguments?.[0]))) {
    return { specifier: literal(node.arguments?.[0]), typeOnly: false };
  }
  return undefined;
};

/** @param {ts.ImportClause | undefined} clause */
const isTypeOnlyImport = (clause) => {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  if (clause.name || !named || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
};

/** @param {ts.ExportDeclaration} node */
const isTypeOnlyExport = (node) => {
  if (node.isTypeOnly) return true;
  const named = node.exportClause;
  if (!named || !ts.isNamedExports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
};

/** @param {ts.Expression} callee */
const isLoadingCall = (callee) =>
  callee.kind === ts.SyntaxKind.ImportKeyword ||
  ['require', 'require.resolve', 'import.meta.resolve'].includes(callee.getText());

/** @param {string | undefined} path */
const isCode = (path) => path !== undefined && /^\.{1,2}\/.*\.(ts|vue|mjs)$/.test(path);

/** @param {ts.Node | undefined} node */
const literal = (node) => (node && ts.isStringLiteralLike(node) ? node.text : undefined);
