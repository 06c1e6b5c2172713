import type { Json } from '../../../engine/module.ts';

/** Prints the lines of known_hosts for one key of a host: its pins, as far as they are the key that it shows. */
export const knownHostScript = `# Called by ssh: fingerprint, name, type and key of a host, then its pins.
fingerprint=$1 name=$2 type=$3 key=$4
shift 4
for pin; do
  case $pin in
    SHA256:*) if [ "\${pin%=}" = "$fingerprint" ]; then echo "$name $type $key"; fi ;;
    *) echo "$name \${pin%%,*} \${pin#*,}" ;;
  esac
done
`;

/** What Ansible starts ssh with where nobody says it. */
const USUAL = '-C -o ControlMaster=auto -o ControlPersist=60s';

const ARGUMENTS = 'ansible_ssh_args';
/** Where the words that people wrote for ssh stand, so that ours come before them. */
const WRITTEN = 'drover_written_ssh_args';

/**
 * Inventory and variables in which ssh checks keys of hosts as drover does: what its variables say
 * (`drover_host_keys` …) comes first, and of several words ssh takes the first. They are templates of the host, so that
 * they may stand anywhere; no variable of a playbook is above `-e`. `script`: the path of `knownHostScript`.
 */
export function withHostKeys(
  { inventory, extraVariables }: { readonly inventory: Json; readonly extraVariables: Json },
  script: string,
): { readonly inventory: Json; readonly extraVariables: Json } {
  const given = renamed(extraVariables);
  return {
    inventory: renamed(inventory),
    extraVariables: {
      ...(given as Record<string, Json>),
      [ARGUMENTS]: `${hostKeyOptions(script)} {{ ${WRITTEN} | default('${USUAL}') }}`,
    },
  };
}

function hostKeyOptions(script: string): string {
  const only =
    '-o StrictHostKeyChecking=yes -o UserKnownHostsFile=/dev/null -o GlobalKnownHostsFile=/dev/null';
  const said = 'drover_host_key_checking | string | lower';
  const policy = `{{ 'accept-new' if (${said}) in ['accept-new', 'accept_new'] else 'no' if (${said}) in ['no', 'false', 'off', '0', 'n', 'f'] else 'yes' }}`;
  return [
    `{% if drover_host_keys | default([], true) %}${only} ${knownKeys('drover_host_keys', script)}{% else %}`,
    `{% if drover_host_key_checking is defined %}-o StrictHostKeyChecking=${policy}{% endif %}`,
    // Those that a cloud tells count beside known_hosts.
    `{% if drover_further_host_keys | default([], true) %} ${knownKeys('drover_further_host_keys', script)}{% endif %}`,
    '{% endif %}',
  ].join('');
}

/** Keys of a variable, public as they are, as words for the script: `SHA256:…`, `type,key`. */
function knownKeys(variable: string, script: string): string {
  // Without backslashes: releases of Ansible differ in how many of them a template takes.
  const keys = `[${variable}] | flatten | map('regex_search', 'SHA256:[A-Za-z0-9+/=]+|[^ ]+ +AAAA[A-Za-z0-9+/=]+') | map('regex_replace', ' +', ',') | join(' ')`;
  return `-o "KnownHostsCommand=/bin/sh ${script} %f %H %t %K {{ ${keys} }}"`;
}

/** Dictionaries of variables stand at several places of an inventory. */
function renamed(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key === ARGUMENTS ? WRITTEN : key, renamed(item)]),
  );
}
