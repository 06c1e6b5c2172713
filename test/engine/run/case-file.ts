import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** One case: files, how they are run, and what must come of it. The flags are those of `ansible-playbook`. */
export interface Case {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly inventory?: string;
  readonly args?: readonly string[];
  readonly playbooks?: readonly string[];
  /** Answers to prompts and steps, in order. */
  readonly answers?: readonly string[];
  /** The run is interrupted when this line of the transcript has come. */
  readonly interruptAt?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Why Ansible itself does otherwise here. */
  readonly 'unlike-ansible'?: string;
  readonly expect: {
    readonly exit: number;
    readonly transcript?: string;
    /** `code place: detail`, of each problem that was found before anything ran or that ended the run. */
    readonly diagnostics?: readonly string[];
    readonly left?: readonly string[];
    readonly journal?: readonly string[];
  };
}

export function readCase(path: string): Case {
  return parse(readFileSync(path, 'utf8')) as Case;
}
