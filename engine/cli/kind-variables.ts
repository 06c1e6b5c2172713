/** The flag of commands that can do with some kinds. */
export interface KindFlags {
  readonly kinds?: string;
}

/** The variable that `--kinds networks,flavors` stands for; none without it. */
export function kindVariables({ kinds }: KindFlags): Readonly<Record<string, unknown>> {
  if (kinds === undefined) return {};
  const names = kinds.split(',').map((name) => name.trim());
  return { os_migrate_kinds: names.filter((name) => name !== '') };
}
