/**
 * The keywords of the language as data: what each may hold, and where it may stand. The lists are those of Ansible's
 * playbook keywords reference; `parallel` of loop_control is drover's own.
 */
export type KeywordKind =
  | 'text'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'percentage'
  | 'list'
  | 'texts'
  | 'tags'
  | 'conditions'
  | 'mappings'
  | 'variables'
  | 'mapping'
  | 'nodes'
  | 'any';

export type Place = 'play' | 'role' | 'block' | 'task' | 'handler' | 'import_playbook';

const everywhere = {
  any_errors_fatal: 'boolean',
  become: 'boolean',
  become_exe: 'text',
  become_flags: 'text',
  become_method: 'text',
  become_user: 'text',
  check_mode: 'boolean',
  collections: 'texts',
  connection: 'text',
  debugger: 'text',
  diff: 'boolean',
  environment: 'mappings',
  ignore_errors: 'boolean',
  ignore_unreachable: 'boolean',
  module_defaults: 'mappings',
  name: 'text',
  no_log: 'boolean',
  port: 'integer',
  remote_user: 'text',
  run_once: 'boolean',
  tags: 'tags',
  throttle: 'integer',
  timeout: 'integer',
  vars: 'variables',
} as const satisfies Readonly<Record<string, KeywordKind>>;

const belowPlay = {
  delegate_facts: 'boolean',
  delegate_to: 'text',
  when: 'conditions',
} as const satisfies Readonly<Record<string, KeywordKind>>;

/** What `parseKeywords` reads, wherever it may stand. */
export const sharedKeywords: ReadonlySet<string> = new Set([
  ...Object.keys(everywhere),
  ...Object.keys(belowPlay),
  'user',
]);

const task = {
  ...everywhere,
  ...belowPlay,
  action: 'any',
  args: 'any',
  async: 'integer',
  changed_when: 'conditions',
  delay: 'number',
  failed_when: 'conditions',
  local_action: 'any',
  loop: 'any',
  loop_control: 'mapping',
  notify: 'texts',
  poll: 'integer',
  register: 'text',
  retries: 'integer',
  until: 'conditions',
} as const satisfies Readonly<Record<string, KeywordKind>>;

export const keywords: Readonly<Record<Place, Readonly<Record<string, KeywordKind>>>> = {
  play: {
    ...everywhere,
    fact_path: 'text',
    force_handlers: 'boolean',
    gather_facts: 'boolean',
    gather_subset: 'list',
    gather_timeout: 'integer',
    handlers: 'nodes',
    hosts: 'texts',
    max_fail_percentage: 'percentage',
    order: 'text',
    post_tasks: 'nodes',
    pre_tasks: 'nodes',
    roles: 'list',
    serial: 'list',
    strategy: 'text',
    tasks: 'nodes',
    user: 'text',
    vars_files: 'list',
    vars_prompt: 'list',
  },
  role: { ...everywhere, ...belowPlay },
  block: { ...everywhere, ...belowPlay, always: 'nodes', block: 'nodes', notify: 'texts', rescue: 'nodes' },
  task,
  handler: { ...task, listen: 'texts' },
  import_playbook: {
    import_playbook: 'text',
    name: 'text',
    tags: 'tags',
    vars: 'variables',
    when: 'conditions',
  },
};

/** What a dynamic include may say beside its action: it is no task of its own that could run somewhere else. */
export const includeKeywords: ReadonlySet<string> = new Set([
  'action',
  'args',
  'collections',
  'debugger',
  'ignore_errors',
  'loop',
  'loop_control',
  'name',
  'no_log',
  'register',
  'run_once',
  'tags',
  'timeout',
  'vars',
  'when',
]);

export const loopControlKeywords: Readonly<Record<string, KeywordKind>> = {
  extended: 'boolean',
  extended_allitems: 'boolean',
  index_var: 'text',
  label: 'any',
  loop_var: 'text',
  parallel: 'integer',
  pause: 'number',
};

/** Keywords of plays that hold one of a few words. */
export const playWords: Readonly<Record<string, readonly string[]>> = {
  strategy: ['linear', 'free', 'host_pinned', 'debug'],
  order: ['inventory', 'sorted', 'reverse_sorted', 'reverse_inventory', 'shuffle'],
};

export const varsPromptKeywords: readonly string[] = [
  'confirm',
  'default',
  'encrypt',
  'name',
  'private',
  'prompt',
  'salt',
  'salt_size',
  'unsafe',
];

/** Keys of a role reference that choose its files. */
export const roleFileKeywords = ['tasks_from', 'vars_from', 'defaults_from', 'handlers_from'] as const;

/** Actions that the engine carries out itself: they are no modules of the registry. */
export const engineActions: ReadonlySet<string> = new Set([
  'meta',
  'include',
  'include_tasks',
  'include_role',
  'import_tasks',
  'import_role',
  'import_playbook',
  'validate_argument_spec',
  'async_status',
]);

/** Actions that take a command line, in which `k=v` words belong to the command. */
export const commandActions: ReadonlySet<string> = new Set([
  'command',
  'shell',
  'script',
  'raw',
  'win_command',
  'win_shell',
]);

/** Further actions that take free text. */
export const freeTextActions: ReadonlySet<string> = new Set([
  'include',
  'include_vars',
  'include_tasks',
  'include_role',
  'import_tasks',
  'import_role',
  'add_host',
  'group_by',
  'set_fact',
  'meta',
]);

/** The name of an action without the namespace of Ansible's own. */
export function shortActionName(name: string): string {
  return name.replace(/^(?:ansible\.(?:builtin|legacy|windows)|drover\.core|core)\./, '');
}
