import { join } from 'node:path';
import { checkCases } from '../check-cases.ts';

describe('lookups give what Ansible gives', () => {
  checkCases(join(import.meta.dirname, 'cases'));
});
