import assert from 'node:assert/strict';
import { allOf } from '../../../../modules/aws/api/pages.ts';
import type { ServicePackage } from '../../../../modules/aws/api/clients.ts';

type Values = Readonly<Record<string, unknown>>;

const context = {
  service: 'direct-connect',
  action: 'DescribeVirtualInterfaces',
  place: { account: '1', region: 'r' },
} as const;
/** A service of which the SDK knows no way through pages. */
const parts = { paginator: () => undefined } as unknown as ServicePackage;

describe('a list that the SDK knows no pages of', () => {
  const listed = (call: (input: Values) => Values) =>
    allOf(
      { parts, context, input: { connectionId: 'dxcon-1' }, call: (input) => Promise.resolve(call(input)) },
      'virtualInterfaces',
    );

  it('is read to its end', async () => {
    const asked: Values[] = [];
    const found = await listed((input) => {
      asked.push(input);
      return input['nextToken'] === undefined
        ? { virtualInterfaces: ['dxvif-1'], nextToken: 'more' }
        : { virtualInterfaces: ['dxvif-2'], nextToken: null };
    });
    assert.deepEqual(found, ['dxvif-1', 'dxvif-2']);
    assert.deepEqual(asked, [{ connectionId: 'dxcon-1' }, { connectionId: 'dxcon-1', nextToken: 'more' }]);
  });

  it('is one page where there is no token', async () => {
    assert.deepEqual(await listed(() => ({ virtualInterfaces: ['dxvif-1'] })), ['dxvif-1']);
  });

  it('is refused where its pages go round in circles', async () => {
    await assert.rejects(
      listed(() => ({ virtualInterfaces: [], nextToken: 'more' })),
      /the same token for the next page again and again/,
    );
  });
});
