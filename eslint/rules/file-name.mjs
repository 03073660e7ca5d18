import { basename } from 'node:path';

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|spec|fault|test-d|bench|config|d))*\.(ts|mjs|js)$/;
const pascalCase = /^[A-Z][A-Za-z0-9]*\.vue$/;
const vagueName = /(^|-)(utils?|helpers?|manager|impl)(-|\.|$)/i;

/**
 * kebab-case.ts, PascalCase.vue, and no name that says nothing about what is inside.
 * @type {import('eslint').Rule.RuleModule}
 */
export const fileName = {
  meta: { type: 'problem', schema: [], docs: { description: 'Name files after what they export.' } },
  create(context) {
    const name = basename(context.physicalFilename);
    return {
      Program(node) {
        const expected = name.endsWith('.vue') ? pascalCase : kebabCase;
        if (!expected.test(name)) {
          context.report({ node, message: `${name}: modules are named kebab-case.ts, components PascalCase.vue.` });
        }
        if (vagueName.test(name)) {
          context.report({ node, message: `${name}: name the file after its main export.` });
        }
      },
    };
  },
};
