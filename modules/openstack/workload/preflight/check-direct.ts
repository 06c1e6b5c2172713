import type { Check } from './preflight-request.ts';

/** Ways that records can ask for and drover does not go: nothing is passed over in silence. */
export const checkDirect: Check = ({ params }) =>
  Promise.resolve({
    problems:
      params.direct === undefined
        ? []
        : [
            'Its disks are to be read from the hypervisor itself (use_nbdkit_direct), which drover does not do: set use_nbdkit_direct to false, so that they go through the conversion hosts.',
          ],
  });
