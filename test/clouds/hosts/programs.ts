import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramFailure } from './host.types.ts';

/** Programs of a host that stand before those of this machine. */
export interface Programs {
  /** The folder, first of the host's PATH. */
  readonly folder: string;
  readonly replace: (name: string, script: string | undefined) => void;
  readonly fail: (name: string, failure: ProgramFailure) => void;
  readonly hideNew: (isHidden: boolean) => void;
}

/** As far as what runs on a host goes: options are taken, and everybody is let. */
const SUDO = `
while :; do
  case "$1" in
    -u|-g|-p|-C) shift 2 ;;
    -*=*|-[HSnEikb]*) shift ;;
    --) shift; break ;;
    --*) shift ;;
    *) break ;;
  esac
done
while :; do
  case "$1" in
    [A-Za-z_]*=*) export "$1"; shift ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || exit 0
exec "$@"
`;

/** Makes the programs of a host whose server has the links of its volumes in `devices`. */
export function makePrograms(home: string, devices: string): Programs {
  const folder = join(home, 'bin');
  const failures = join(home, 'failures');
  const hidden = join(home, 'hidden');
  for (const each of [folder, failures, hidden]) mkdirSync(each, { recursive: true });
  const originals = new Map([
    ['sudo', SUDO],
    ['lsblk', lsblk(devices, hidden)],
  ]);
  const write = (name: string, script: string): void => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${real(folder, name)}\n${script}\n`);
    chmodSync(path, 0o755);
  };
  const replace = (name: string, script: string | undefined): void => {
    const wanted = script ?? originals.get(name);
    if (wanted === undefined) rmSync(join(folder, name), { force: true });
    else write(name, wanted);
  };
  for (const name of originals.keys()) replace(name, undefined);
  return {
    folder,
    replace,
    fail(name, { times = 1, status = 1, stderr = `${name}: a failure that a test wants` }) {
      for (let number = 0; number < times; number += 1)
        writeFileSync(join(failures, `${name}.${number}`), '');
      writeFileSync(join(failures, `${name}-words`), `${stderr}\n`);
      const list = `${failures}/${name}`;
      replace(
        name,
        `for one in '${list}'.*; do rm "$one" 2>/dev/null && { cat '${list}-words' >&2; exit ${status}; }; done\n` +
          `exec "$REAL" "$@"`,
      );
    },
    hideNew(isHidden) {
      rmSync(hidden, { recursive: true, force: true });
      mkdirSync(hidden);
      if (!isHidden) return;
      writeFileSync(join(hidden, 'on'), '');
      for (const name of existsSync(devices) ? readdirSync(devices) : [])
        writeFileSync(join(hidden, name), '');
    },
  };
}

/** Finds the program that stands behind this one. */
function real(folder: string, name: string): string {
  return [
    'REAL=',
    'saved=$IFS; IFS=:',
    `for at in $PATH; do [ "$at" = '${folder}' ] || [ ! -x "$at/${name}" ] || { REAL=$at/${name}; break; }; done`,
    'IFS=$saved',
  ].join('\n');
}

/** A guest's disks with their serials, whatever is asked; with `hidden/on`, those alone that are named in `hidden`. */
function lsblk(devices: string, hidden: string): string {
  return `
case "$*" in
  *SERIAL*) ;;
  *) exec "$REAL" "$@" ;;
esac
for link in '${devices}'/*; do
  [ -e "$link" ] || continue
  serial=\${link##*/}
  [ ! -e '${hidden}/on' ] || [ -e "${hidden}/$serial" ] || continue
  printf '%s %s\\n' "$(readlink "$link")" "$serial"
done
`;
}
