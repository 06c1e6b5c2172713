import assert from 'node:assert/strict';
import { planScript } from '../../../modules/host/services/script-plan.ts';
import { parseShow } from '../../../modules/host/services/systemctl.ts';
import {
  parseActiveStates,
  parseUnitFiles,
  parseUnits,
  withUnitFiles,
} from '../../../modules/host/services/listing.ts';

/* As systemd 252 prints it. */
const units = `  UNIT                     LOAD      ACTIVE   SUB     DESCRIPTION
  cron.service             loaded    active   running Regular background program processing daemon
  emergency.service        loaded    inactive dead    Emergency Shell
● gone.service             not-found inactive dead    gone.service
● broken.service           loaded    failed   failed  A broken one
● hidden.service           masked    inactive dead    hidden.service

LOAD   = Reflects whether the unit definition was properly loaded.
`;
const unitFiles = `UNIT FILE              STATE           PRESET
cron.service           enabled         enabled
broken.service         enabled         enabled
hidden.service         masked          enabled
getty@.service         enabled         enabled
ssh.service            disabled        enabled

5 unit files listed.
`;

describe('modules/host/services', () => {
  it('units of systemd are facts with their states', () => {
    const states = new Map([['ssh.service', 'inactive']]);
    const facts = withUnitFiles(parseUnits(units), parseUnitFiles(unitFiles), states);
    const told = facts.map(({ name, state, status, source }) => [name, state, status, source].join(' '));
    assert.deepEqual(told, [
      'cron.service running enabled systemd',
      'emergency.service stopped inactive systemd',
      'gone.service stopped not-found systemd',
      'broken.service stopped failed systemd',
      'hidden.service stopped masked systemd',
      'getty@.service unknown enabled systemd',
      'ssh.service inactive disabled systemd',
    ]);
  });

  it('states of several units come in their order', () => {
    assert.deepEqual(parseActiveStates('ActiveState=active\n\nActiveState=inactive\n'), [
      'active',
      'inactive',
    ]);
  });

  it('values of show may have equals signs and several lines', () => {
    const text = 'Description={ odd\nExecStart={ path=/bin/a ; argv[]=/bin/a -b=c\n; }\nId=a.service\n';
    assert.deepEqual(parseShow(text), {
      Description: '{ odd',
      ExecStart: '{ path=/bin/a ; argv[]=/bin/a -b=c\n; }',
      Id: 'a.service',
    });
  });

  it('services of OpenRC are started and put into their runlevel', () => {
    const asked = {
      name: 'web',
      runlevel: 'boot',
      arguments: '',
      state: 'restarted',
      enabled: true,
    } as const;
    const plan = planScript(asked, { manager: 'openrc', isRunning: true, isEnabled: false });
    const words = plan.detail.steps.map((step) => step.words.join(' '));
    assert.deepEqual(words, ['rc-update add web boot', 'rc-service web restart']);
    const same = planScript(
      { ...asked, state: 'started' },
      { manager: 'openrc', isRunning: true, isEnabled: true },
    );
    assert.deepEqual([same.action, same.detail.steps], ['unchanged', []]);
  });

  it('a service whose script does not tell whether it runs is not touched', () => {
    const asked = { name: 'web', runlevel: 'default', arguments: '', state: 'started' } as const;
    assert.throws(
      () => planScript(asked, { manager: 'sysvinit', isRunning: undefined, isEnabled: false }),
      /failed determining service state/,
    );
  });
});
