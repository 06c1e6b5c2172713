/** The cases of this folder, on a system of their own: started by host-systems.root.ts. */
import { describePlays } from '../modules/play/describe-plays.ts';
import { describeDeb822 } from './deb822.ts';

describe('on a system of its own', () => {
  describePlays(import.meta.dirname);
  describeDeb822();
});
