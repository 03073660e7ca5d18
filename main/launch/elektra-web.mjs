#!/usr/bin/env node
import { runEntry } from './run-entry.mjs';
import { prepare } from './prepare.mjs';
import { runCommandLine } from './run-product.mjs';

await runEntry(async () => {
  await prepare('product');
  await runCommandLine(process.argv.slice(2));
});
