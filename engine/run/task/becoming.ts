import { DroverError } from '../../diagnostics/drover-error.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { str } from '../../language/expression/python-text.ts';
import type { Connection } from '../../module.ts';
import type { Becoming, OpenConnection } from '../options.ts';
import type { TaskFrame } from './frame.ts';
import { booleanKeyword, textKeyword, truthOf } from './keywords.ts';

/** The user that a task is to become, and how; undefined where it stays who it is. Variables of the host win. */
export function becomingOf(
  frame: TaskFrame,
  environment: TemplateEnvironment,
  own: TemplateEnvironment,
): Becoming | undefined {
  const { become, becomeUser, becomeMethod, becomeFlags, becomeExe } = frame.task.keywords;
  const { configuration } = frame.play.run.settings;
  const { reach = {} } = frame.play.run.request;
  const variable = (...names: string[]): string | undefined => {
    const values = names.map((name) => own.scope.get(name));
    const value = values.find((found) => found !== undefined && found !== null && found !== '');
    return value === undefined || value === null ? undefined : str(value);
  };
  const setting = (name: string): string | undefined => {
    const value = configuration(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const fromVariable = own.scope.get('ansible_become');
  const wants =
    fromVariable === undefined
      ? booleanKeyword(
          become,
          'become',
          environment,
          reach.become ?? configuration('DEFAULT_BECOME') === true,
        )
      : truthOf(fromVariable);
  if (wants !== true) return undefined;
  const text = (name: string, written: typeof becomeUser): string | undefined =>
    variable(`ansible_${name}`) ?? textKeyword(written, name, environment);
  const flags = text('become_flags', becomeFlags);
  const executable = text('become_exe', becomeExe);
  const password =
    variable('ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass') ?? reach.becomePassword;
  return {
    user: text('become_user', becomeUser) ?? reach.becomeUser ?? setting('DEFAULT_BECOME_USER') ?? 'root',
    method:
      text('become_method', becomeMethod) ?? reach.becomeMethod ?? setting('DEFAULT_BECOME_METHOD') ?? 'sudo',
    ...(flags === undefined ? {} : { flags }),
    ...(executable === undefined ? {} : { executable }),
    ...(password === undefined ? {} : { password }),
  };
}

/** A machine as the user that a task becomes there. Throws `become-unsupported` where that cannot be. */
export function become(
  connection: OpenConnection,
  becoming: Becoming | undefined,
  frame: TaskFrame,
): Connection {
  if (becoming === undefined) return connection;
  const { span } = frame.task.keywords.become ?? {};
  if (connection.become !== undefined) return connection.become(becoming);
  throw new DroverError('become-unsupported', {
    detail: `The task wants to run as ${becoming.user}, and nobody becomes another user over this connection.`,
    help: `Log in as ${becoming.user}, or take become off the task.`,
    span,
  });
}
