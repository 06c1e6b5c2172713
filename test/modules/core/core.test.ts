import { describePlays } from '../play/describe-plays.ts';

describe('modules/core', () => {
  describePlays(import.meta.dirname);
});
