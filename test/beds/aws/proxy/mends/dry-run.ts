import { Refusal } from '../answers.ts';
import type { Mend } from '../mend.types.ts';

export const dryRun: Mend = {
  gap: 'CreateVpc and others do what they are asked with DryRun, in moto',
  actions: ['ec2:*'],
  answer(call) {
    if (call.request.params.get('DryRun') !== 'true') return call.next();
    throw new Refusal('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  },
};
