import assert from 'node:assert/strict';
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
});
