import * as z from 'zod';

// The page's Content-Security-Policy forbids compiled code, and zod probes for it when a schema is made: this module is imported first.
z.config({ jitless: true });
