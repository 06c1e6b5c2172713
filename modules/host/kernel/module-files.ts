/** Files of modules-load.d(5) and modprobe.d(5). */

/** Whether a file has the module loaded at the start. */
export function isNamed(text: string, name: string): boolean {
  return text.split('\n').some((line) => namePattern(name).test(line));
}

/** The parameters that a file gives the module: `numdummies=2`. */
export function parametersIn(text: string, name: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const match = optionPattern(name).exec(line);
    return match === null ? [] : [match[1] ?? ''];
  });
}

/** The file with the lines of the module as comments. */
export function withoutName(text: string, name: string): string {
  return commented(text, namePattern(name));
}

export function withoutParameters(text: string, name: string): string {
  return commented(text, optionPattern(name));
}

export function parametersText(name: string, parameters: readonly string[]): string {
  return parameters.map((parameter) => `options ${name} ${parameter}\n`).join('');
}

/** Whether the kernel has it, by its list of modules and of those that are built into it. */
export function isLoaded(name: string, modules: string, builtIn: string): boolean {
  const plain = name.replaceAll('-', '_');
  if (modules.split('\n').some((line) => line.startsWith(`${plain} `))) return true;
  return builtIn
    .split('\n')
    .some((line) => line.trim().split('/').at(-1)?.replaceAll('-', '_') === `${plain}.ko`);
}

function namePattern(name: string): RegExp {
  return new RegExp(`^ *${literal(name)} *(?:[#;].*)?$`);
}

function optionPattern(name: string): RegExp {
  return new RegExp(`^options ${literal(name)} (\\w+=\\S+) *(?:[#;].*)?$`);
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function commented(text: string, pattern: RegExp): string {
  return text
    .split('\n')
    .map((line) => (pattern.test(line) ? `#${line}` : line))
    .join('\n');
}
