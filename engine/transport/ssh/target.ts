/** A host that is to be reached, with what its variables, the command line and ansible.cfg say of the way to it. */
export interface SshTarget {
  readonly host: string;
  /** `remote_user` of the task or of the command line. */
  readonly user?: string;
  /** `--private-key`. */
  readonly privateKeyFile?: string;
  /** `--timeout`. */
  readonly timeout?: string;
  /** `--ssh-common-args` and its like: where no variable says it. */
  readonly commonArguments?: string;
  /** Asked for with `--ask-pass`. */
  readonly password?: string;
  variable(name: string): string | undefined;
  /** A variable that is a list of texts, or one text. */
  variables(name: string): readonly string[] | undefined;
  /** A setting of ansible.cfg by its Ansible name (`DEFAULT_TIMEOUT`). */
  setting(name: string): string | number | boolean | undefined;
  warn(message: string): void;
}
