import { createLogger } from '../../logger.ts';

/** Logs more than a pipe holds, then exits without waiting for anything. */
const log = createLogger({ level: 'info', format: process.argv[2] === 'json' ? 'json' : 'pretty' });
for (let line = 1; line <= 2000; line += 1) log.info({ filler: 'x'.repeat(100) }, `line ${line} of 2000`);
process.exit(0);
