/** The flags of commands that can do with some kinds, or with several projects. */
export interface ChoiceFlags {
  readonly kinds?: string;
  readonly projects?: string;
}

/** The variables that `--kinds networks,flavors` and `--projects web,shop` stand for; none without them. */
export function choiceVariables({ kinds, projects }: ChoiceFlags): Readonly<Record<string, unknown>> {
  return {
    ...(kinds === undefined ? {} : { os_migrate_kinds: namesIn(kinds) }),
    ...(projects === undefined ? {} : { os_migrate_src_projects: namesIn(projects) }),
  };
}

/** The flags without those that are variables, and these variables. */
export function withoutChoice<Flags extends ChoiceFlags>(
  flags: Flags,
): { readonly rest: Omit<Flags, keyof ChoiceFlags>; readonly variables: Readonly<Record<string, unknown>> } {
  const { kinds: _kinds, projects: _projects, ...rest } = flags;
  return { rest, variables: choiceVariables(flags) };
}

/** The names of a list with commas. */
export function namesIn(list: string): readonly string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
