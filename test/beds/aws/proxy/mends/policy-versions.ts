import { queryAnswer } from '../answers.ts';
import type { Mend } from '../mend.types.ts';
import { needed } from '../parameters.ts';
import { textAt } from '../xml.ts';

export const setDefaultVersion: Mend = {
  gap: 'A policy has no default version any more once its default is set again, in moto',
  actions: ['iam:SetDefaultPolicyVersion'],
  async answer(call) {
    const PolicyArn = needed(call, 'PolicyArn');
    const found = await call.moto.ask(call.request, 'GetPolicy', { PolicyArn });
    const isDefault =
      textAt(found, 'GetPolicyResult', 'Policy', 'DefaultVersionId') === needed(call, 'VersionId');
    return isDefault ? queryAnswer('SetDefaultPolicyVersion', '') : call.next();
  },
};
