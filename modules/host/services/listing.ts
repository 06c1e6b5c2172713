/** What the programs of service managers list, as facts; pure. */

export interface ServiceFact {
  readonly name: string;
  readonly state: string;
  readonly source: 'systemd' | 'sysv' | 'openrc';
  readonly status?: string;
  readonly runlevels?: readonly string[] | null;
}

/** `service --status-all`: a sign in brackets, and the name. */
export function parseServiceList(text: string): readonly ServiceFact[] {
  return [...text.matchAll(/^\s*\[ (?<sign>[+-]) \]\s+(?<name>.+)$/gm)].map(({ groups }) => ({
    name: groups?.['name'] ?? '',
    state: groups?.['sign'] === '+' ? 'running' : 'stopped',
    source: 'sysv',
  }));
}

const badStates = ['not-found', 'masked', 'failed'];

/** `systemctl list-units`: a dot where something is wrong, then UNIT LOAD ACTIVE SUB and a description. */
export function parseUnits(text: string): readonly ServiceFact[] {
  return serviceLines(text).map((line) => {
    const fields = line.split(/\s+/).filter((field) => field !== '');
    if (!/\.service$/.test(fields[0] ?? '')) fields.shift();
    const [name = '', load = '', active = '', sub = ''] = fields;
    const bad = badStates.find((state) => [load, active, sub].includes(state));
    return {
      name,
      state: sub === 'running' ? 'running' : 'stopped',
      status: bad ?? active,
      source: 'systemd',
    };
  });
}

export interface UnitFile {
  readonly name: string;
  readonly status: string;
}

/** `systemctl list-unit-files`: UNIT FILE and STATE, and what the vendor would have. */
export function parseUnitFiles(text: string): readonly UnitFile[] {
  return serviceLines(text).map((line) => {
    const [name = '', status = ''] = line.trim().split(/\s+/);
    return { name, status };
  });
}

/** `systemctl show --property=ActiveState` of several units: their states, in their order. */
export function parseActiveStates(text: string): readonly string[] {
  return [...text.matchAll(/^ActiveState=(.*)$/gm)].map(([, state = '']) => state);
}

/** Units that are loaded get their state of being enabled; files of others are added, with the states they were told. */
export function withUnitFiles(
  units: readonly ServiceFact[],
  files: readonly UnitFile[],
  states: ReadonlyMap<string, string>,
): readonly ServiceFact[] {
  const known = new Map(units.map((unit) => [unit.name, unit]));
  for (const { name, status } of files) {
    const unit = known.get(name);
    const isBad = badStates.includes(unit?.status ?? '');
    if (unit === undefined)
      known.set(name, { name, state: states.get(name) ?? 'unknown', status, source: 'systemd' });
    else if (!isBad) known.set(name, { ...unit, status });
  }
  return [...known.values()];
}

function serviceLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.includes('.service'));
}

/** `rc-status -a -s -m` and `rc-update show -v`: states in brackets, runlevels behind a bar. */
export function parseRunlevels(states: string, levels: string): readonly ServiceFact[] {
  const runlevels = new Map(
    levels
      .split('\n')
      .filter((line) => line.includes('|'))
      .map((line): [string, readonly string[]] => {
        const [name = '', names = ''] = line.split('|');
        return [name.trim(), names.split(/\s+/).filter((word) => word !== '')];
      }),
  );
  return states
    .split('\n')
    .filter((line) => line.startsWith(' '))
    .flatMap((line) => {
      const [name, state] = line
        .replace(/[[\]]/g, ' ')
        .split(/\s+/)
        .filter((word) => word !== '');
      if (name === undefined || state === undefined) return [];
      const own = runlevels.get(name) ?? [];
      return [{ name, runlevels: own.length === 0 ? null : own, state, source: 'openrc' as const }];
    });
}
