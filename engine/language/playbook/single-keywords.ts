import type { Located } from '../../diagnostics/span.ts';
import type { Keywords, Raw } from './ast.ts';

/** The properties of Keywords that hold one value as it was written. */
type SingleKeyword = {
  [K in keyof Keywords]-?: Located<Raw> extends Required<Keywords>[K] ? K : never;
}[keyof Keywords];

/** Keywords of one value, by their names. */
export const singleKeywords: Readonly<Record<string, SingleKeyword>> = {
  any_errors_fatal: 'anyErrorsFatal',
  become: 'become',
  become_exe: 'becomeExe',
  become_flags: 'becomeFlags',
  become_method: 'becomeMethod',
  become_user: 'becomeUser',
  check_mode: 'checkMode',
  connection: 'connection',
  debugger: 'debugger',
  delegate_facts: 'delegateFacts',
  delegate_to: 'delegateTo',
  diff: 'diff',
  ignore_errors: 'ignoreErrors',
  ignore_unreachable: 'ignoreUnreachable',
  no_log: 'noLog',
  port: 'port',
  remote_user: 'remoteUser',
  run_once: 'runOnce',
  throttle: 'throttle',
  timeout: 'timeout',
};
