import { Refusal } from '../answers.ts';
import type { Mend } from '../mend.types.ts';
import type { AwsAnswer } from '../wire.ts';

/** What a token was first sent with, and what came of it. */
interface Done {
  readonly body: string;
  readonly answer: AwsAnswer;
}

export const idempotency: Mend = {
  gap: 'ClientToken is ignored, in moto: the same request twice makes two things',
  actions: ['ec2:*'],
  async answer(call) {
    const { action, params, body } = call.request;
    const token = params.get('ClientToken');
    if (token === undefined) return call.next();
    const done = call.state('tokens', () => new Map<string, Done>());
    const key = `${action} ${token}`;
    const before = done.get(key);
    if (before !== undefined && before.body !== body.toString())
      throw new Refusal('IdempotentParameterMismatch', 'The client token is used with other parameters.');
    if (before !== undefined) return before.answer;
    const answer = await call.next();
    if (answer.status < 300) done.set(key, { body: body.toString(), answer });
    return answer;
  },
};
