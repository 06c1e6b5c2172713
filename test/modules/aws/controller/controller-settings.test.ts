import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localConnection } from '../../../../engine/transport/local.ts';
import type { Aws } from '../../../../modules/aws/api/aws.types.ts';
import {
  controllerLogin,
  controllerTrust,
  controllerUrl,
  type ControllerContext,
} from '../../../../modules/aws/controller/controller-settings.ts';
import { discovery } from '../terraform/support/shapes.ts';

const config = discovery('classic', {});
const withoutStore = discovery('classic', { 'aviatrix.tf_controller_access': undefined });
const noAws = new Proxy({} as Aws, {
  get: () => {
    throw new Error('AWS is not to be asked.');
  },
});

function context(
  variables: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>> = {},
): ControllerContext {
  return { variable: (name) => variables[name], environment, controller: localConnection({}) };
}

describe('modules/aws/controller: settings', () => {
  it('lead to the API of the controller, also by IPv6, a name, or another port', () => {
    const url = (controller_ip: string, variables = {}) =>
      controllerUrl(context(variables), discovery('classic', { 'aviatrix.controller_ip': controller_ip }));
    assert.equal(url('192.0.2.10'), 'https://192.0.2.10:443/v1/api');
    assert.equal(url('2001:db8::1'), 'https://[2001:db8::1]:443/v1/api');
    assert.equal(
      url('controller.example.net', { controller_port: '8443' }),
      'https://controller.example.net:8443/v1/api',
    );
    for (const controller_port of [0, 65_536, 'x', 1.5, {}])
      assert.throws(() => url('192.0.2.10', { controller_port }), { code: 'controller-settings' });
  });

  it('take the login from variables, then from the environment', async () => {
    const variables = { aviatrix_controller_user: 'one', aviatrix_controller_password: 'secret' };
    const environment = { aviatrix_controller_user: 'two', aviatrix_controller_password: 'other' };
    const provider = { AVIATRIX_USERNAME: 'three', AVIATRIX_PASSWORD: 'third' };
    const login = (given: ControllerContext) => controllerLogin(given, withoutStore, noAws);
    assert.deepEqual(await login(context(variables, environment)), { username: 'one', password: 'secret' });
    assert.deepEqual(await login(context({}, environment)), { username: 'two', password: 'other' });
    assert.deepEqual(await login(context({}, provider)), { username: 'three', password: 'third' });
  });

  it('take the password from the parameter store where discovery.yaml says so', async () => {
    const asked: unknown[] = [];
    const aws = {
      call: (...call: unknown[]) => {
        asked.push(call);
        return Promise.resolve({ Parameter: { Value: 'stored' } });
      },
    } as unknown as Aws;
    assert.deepEqual(await controllerLogin(context({}), config, aws), {
      username: 'operator',
      password: 'stored',
    });
    assert.deepEqual(asked, [
      [
        { account: '210987654321', region: 'eu-central-1', role: 'reader' },
        'ssm',
        'GetParameter',
        { Name: 'controller-password', WithDecryption: true },
      ],
    ]);
  });

  it('say what is missing', async () => {
    await assert.rejects(controllerLogin(context({}), withoutStore, noAws), {
      code: 'controller-settings',
      message: /no user for the controller/,
    });
    await assert.rejects(controllerLogin(context({ aviatrix_controller_user: 'x' }), withoutStore, noAws), {
      message: /no password for the controller/,
    });
  });

  describe('of trust', () => {
    const folder = mkdtempSync(join(tmpdir(), 'trust-'));
    after(() => {
      rmSync(folder, { recursive: true });
    });

    it('are fingerprints as openssl writes them, or plain', async () => {
      const digits = 'ab'.repeat(32);
      const written = `SHA256=${digits.toUpperCase().replace(/(..)(?!$)/g, '$1:')}`;
      for (const controller_fingerprint of [digits, written, written.slice(7)])
        assert.deepEqual(await controllerTrust(context({ controller_fingerprint })), {
          fingerprint: digits.toUpperCase(),
        });
      await assert.rejects(controllerTrust(context({ controller_fingerprint: 'ab:cd' })), {
        code: 'controller-settings',
      });
    });

    it('are files of certificates', async () => {
      const path = join(folder, 'ca.pem');
      writeFileSync(path, '-----BEGIN CERTIFICATE-----\n');
      assert.deepEqual(await controllerTrust(context({ controller_ca: path })), {
        ca: '-----BEGIN CERTIFICATE-----\n',
      });
      writeFileSync(path, 'nothing');
      for (const controller_ca of [path, join(folder, 'none.pem')])
        await assert.rejects(controllerTrust(context({ controller_ca })), { code: 'controller-settings' });
    });

    it("are the system's without any", async () => {
      assert.deepEqual(await controllerTrust(context({})), {});
    });
  });
});
