import assert from 'node:assert/strict';
import {
  checkSwitchArguments,
  settingsOfSwitch,
  type SwitchArguments,
} from '../../../../modules/aws/switch/switch-arguments.ts';

const given = (more: Partial<SwitchArguments>): SwitchArguments => ({
  parallel: 4,
  verify_timeout: 300,
  rm_static_route: false,
  rm_propagated_route: true,
  canary: [],
  probes: [],
  on_failure: 'revert',
  s3download: false,
  s3backup: false,
  adopt_kit: false,
  ...more,
});
const probe = (more: Readonly<Record<string, unknown>>) =>
  ({
    name: 'web',
    status: 200,
    vpcs: [],
    after: ['canary'],
    timeout: 1,
    tries: 2,
    pause: 3,
    ...more,
  }) as never;

describe('the arguments of a switch', () => {
  it('become settings', () => {
    const settings = settingsOfSwitch(
      given({
        canary: ['auto'],
        probes: [
          probe({ tcp: '[2001:db8::1]:443' }),
          probe({ name: 'page', http: 'https://a.example/', status: 204 }),
        ],
      }),
    );
    assert.deepEqual(
      [settings.canary, settings.removesStaticRoutes, settings.removesPropagations],
      ['auto', false, true],
    );
    assert.deepEqual(
      settings.probes.map(({ way }) => way),
      [
        { kind: 'tcp', host: '2001:db8::1', port: 443 },
        { kind: 'http', url: 'https://a.example/', status: 204 },
      ],
    );
  });

  for (const [what, args, message] of [
    ['auto beside subnets', { canary: ['auto', 'subnet-1'] }, /canary is auto, or a list of subnets/],
    [
      'two probes of a name',
      { probes: [probe({ command: 'true' }), probe({ tcp: 'a:1' })] },
      /two probes are called web/,
    ],
    ['a probe of no kind', { probes: [probe({})] }, /needs one of command, tcp and http/],
    ['a probe of two kinds', { probes: [probe({ command: 'true', tcp: 'a:1' })] }, /needs one of/],
    ['a port that is none', { probes: [probe({ tcp: 'a:70000' })] }, /not host:port/],
    ['a host without a port', { probes: [probe({ tcp: 'a' })] }, /not host:port/],
    ['a URL that is none', { probes: [probe({ http: 'ftp://a' })] }, /not a URL that begins with/],
  ] as const)
    it(`refuse ${what}`, () => {
      assert.match(checkSwitchArguments(given(args)).join('; '), message);
    });

  it('are right as they come', () => {
    assert.deepEqual(
      checkSwitchArguments(given({ canary: ['subnet-1'], probes: [probe({ command: 'true' })] })),
      [],
    );
  });
});
