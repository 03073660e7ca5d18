import { afterAll, beforeAll } from 'vitest';
import { elektradConformance } from '../../elektrad/testing/elektrad-conformance.ts';
import { requestTo } from '../request-to.ts';
import { createFieldElektrad, type FieldElektrad } from './field-elektrad.ts';

let field: FieldElektrad;
beforeAll(async () => {
  field = await createFieldElektrad();
});
afterAll(() => field.stop());

// Every case of it: where the field goes its own way is shown in faults.test.ts.
elektradConformance('the double of the field', async () => requestTo(field.url));
