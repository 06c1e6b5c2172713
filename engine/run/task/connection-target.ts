import { createHash } from 'node:crypto';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { str } from '../../language/expression/python-text.ts';
import type { Value } from '../../language/expression/value.ts';
import type { ConnectionTarget } from '../options.ts';
import type { TaskFrame } from './frame.ts';

/** What variables say of the way to a host. Two tasks for which one of them differs do not share a connection. */
const decisive = [
  'ansible_host',
  'ansible_ssh_host',
  'ansible_port',
  'ansible_ssh_port',
  'ansible_user',
  'ansible_ssh_user',
  'ansible_password',
  'ansible_ssh_pass',
  'ansible_ssh_password',
  'ansible_ssh_private_key_file',
  'ansible_private_key_file',
  'ansible_ssh_private_key',
  'ansible_private_key',
  'ansible_ssh_args',
  'ansible_ssh_common_args',
  'ansible_ssh_extra_args',
  'ansible_ssh_host_key_checking',
  'ansible_host_key_checking',
  'drover_host_keys',
  'drover_further_host_keys',
  'drover_host_key_checking',
];

/** What the variables of a host, the command line and ansible.cfg say of the way to it. */
export function connectionTarget(
  frame: TaskFrame,
  own: TemplateEnvironment,
  way: { readonly host: string; readonly kind: string; readonly user?: string },
): ConnectionTarget {
  const { run } = frame.play;
  const { privateKeyFile, reach = {} } = run.request;
  const variable = (name: string): string | undefined => {
    const value = own.scope.get(name);
    return value === undefined || value === null ? undefined : str(value);
  };
  return {
    ...way,
    ...(privateKeyFile === undefined ? {} : { privateKeyFile }),
    ...(reach.timeout === undefined ? {} : { timeout: reach.timeout }),
    ...(reach.commonArguments === undefined ? {} : { commonArguments: reach.commonArguments }),
    ...(reach.password === undefined ? {} : { password: reach.password }),
    variable,
    variables: (name) => {
      const value = own.scope.get(name);
      if (value === undefined || value === null) return undefined;
      return Array.isArray(value) ? value.map((item: Value) => str(item)) : [str(value)];
    },
    setting: (name) => plain(run.settings.configuration(name)),
    warn: (message) => {
      run.emit({ type: 'warning', message });
    },
  };
}

/** The key of a connection in the run's pool: `reset_connection` finds it by its beginning and the host at its end. */
export function connectionKey(target: ConnectionTarget): string {
  const way = [target.user, ...decisive.map(target.variable)].map((text) => text ?? '');
  const digest = createHash('sha256').update(way.join('\0')).digest('hex');
  return `connection ${target.kind} ${digest} ${target.host}`;
}

function plain(value: Value | undefined): string | number | boolean | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}
