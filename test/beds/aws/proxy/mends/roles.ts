import { Refusal } from '../answers.ts';
import type { Call, Mend } from '../mend.types.ts';
import { needed } from '../parameters.ts';
import { MotoError } from '../moto.ts';
import { textAt } from '../xml.ts';

export const assumeRole: Mend = {
  gap: 'A role that does not exist can be assumed, with any external id, in moto',
  actions: ['sts:AssumeRole'],
  async answer(call) {
    if (!call.settings.strictRoles) return call.next();
    const arn = needed(call, 'RoleArn');
    const [, account = '', name = ''] = /^arn:[^:]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
    const refusal = new Refusal(
      'AccessDenied',
      `User: arn:aws:iam::${call.account}:user/moto is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      403,
    );
    const trust = await trustPolicy(call, account, name);
    if (trust === undefined) throw refusal;
    const wanted = /"sts:ExternalId"\s*:\s*"([^"]+)"/.exec(trust)?.[1];
    if (wanted !== undefined && wanted !== call.request.params.get('ExternalId')) throw refusal;
    return call.next();
  },
};

async function trustPolicy(call: Call, account: string, name: string): Promise<string | undefined> {
  try {
    const answer = await call.moto.ask({ headers: await call.as(account), service: 'iam' }, 'GetRole', {
      RoleName: name,
    });
    return decodeURIComponent(textAt(answer, 'GetRoleResult', 'Role', 'AssumeRolePolicyDocument'));
  } catch (error) {
    if (error instanceof MotoError && error.code === 'NoSuchEntity') return undefined;
    throw error;
  }
}
