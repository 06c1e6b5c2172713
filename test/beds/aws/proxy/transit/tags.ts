import { ec2Answer } from '../answers.ts';
import type { Call, Mend } from '../mend.types.ts';
import { idsOf, tagsUnder, type Tags } from '../parameters.ts';
import { transitOf } from './model.ts';

/** Tags of a transit gateway, table or attachment; undefined for anything else. */
function tagsOf(call: Call, id: string): Tags | undefined {
  const { gateways, tables, attachments } = transitOf(call);
  return (gateways.get(id) ?? tables.get(id) ?? attachments.get(id))?.tags;
}

/** Tags go to the bed where the bed has the resource, and on to moto where moto has it. */
export const transitTags: Mend = {
  gap: 'Tags of what the bed keeps',
  actions: ['ec2:CreateTags', 'ec2:DeleteTags'],
  async answer(call) {
    const { action, params } = call.request;
    const ids = idsOf(call, 'ResourceId');
    const given = tagsUnder(params, 'Tag');
    const others = ids.filter((id) => tagsOf(call, id) === undefined);
    for (const id of ids)
      for (const [key, value] of given)
        if (action === 'CreateTags') tagsOf(call, id)?.set(key, value);
        else tagsOf(call, id)?.delete(key);
    if (others.length === 0) return ec2Answer(action, { return: true });
    if (others.length === ids.length) return call.next();
    const rest = [...params].filter(([name]) => !name.startsWith('ResourceId.'));
    return call.next({
      params: new Map([...rest, ...others.map((id, at) => [`ResourceId.${at + 1}`, id] as const)]),
    });
  },
};
