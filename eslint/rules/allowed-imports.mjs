import { relative, sep } from 'node:path';
import { importRefusal } from '../allowed-import.mjs';

/**
 * Refuses every import that the import table does not list.
 * @type {import('eslint').Rule.RuleModule}
 */
export const allowedImports = {
  meta: { type: 'problem', schema: [], docs: { description: 'Enforce eslint/import-table.mjs.' } },
  create(context) {
    const file = relative(context.cwd, context.physicalFilename).split(sep).join('/');
    /**
     * @param {any} node
     * @param {any} source
     * @param {boolean} typeOnly
     */
    const check = (node, source, typeOnly) => {
      if (typeof source?.value !== 'string') return;
      const message = importRefusal(file, source.value, typeOnly);
      if (message) context.report({ node, message });
    };
    return {
      ImportDeclaration: (/** @type {any} */ node) => check(node, node.source, isTypeOnly(node, 'importKind')),
      ExportNamedDeclaration: (/** @type {any} */ node) => check(node, node.source, isTypeOnly(node, 'exportKind')),
      ExportAllDeclaration: (/** @type {any} */ node) => check(node, node.source, node.exportKind === 'type'),
      ImportExpression: (/** @type {any} */ node) => check(node, node.source, false),
      TSImportType: (/** @type {any} */ node) => check(node, node.source ?? node.argument?.literal, true),
    };
  },
};

/**
 * @param {any} node
 * @param {'importKind' | 'exportKind'} kind
 */
const isTypeOnly = (node, kind) =>
  node[kind] === 'type' ||
  (node.specifiers.length > 0 && node.specifiers.every((/** @type {any} */ part) => part[kind] === 'type'));
