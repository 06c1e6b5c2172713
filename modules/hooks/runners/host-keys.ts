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
 * Inventory and variables in which ssh checks keys of hosts as drover does: `drover_host_keys` and
 * `drover_host_key_checking` come first, and of several words ssh takes the first. Both are templates of the host, so
 * that they may stand anywhere; no variable of a playbook is above `-e`. `script`: the path of `knownHostScript`.
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
  const pins =
    "[drover_host_keys] | flatten | map('regex_search', 'SHA256:[A-Za-z0-9+/=]+|\\\\S+\\\\s+AAAA[A-Za-z0-9+/=]+') | map('regex_replace', '\\\\s+', ',') | join(' ')";
  const only =
    '-o StrictHostKeyChecking=yes -o UserKnownHostsFile=/dev/null -o GlobalKnownHostsFile=/dev/null';
  const command = `-o "KnownHostsCommand=/bin/sh ${script} %f %H %t %K {{ ${pins} }}"`;
  const said = 'drover_host_key_checking | string | lower';
  const policy = `{{ 'accept-new' if (${said}) in ['accept-new', 'accept_new'] else 'no' if (${said}) in ['no', 'false', 'off', '0', 'n', 'f'] else 'yes' }}`;
  return `{% if drover_host_keys | default([], true) %}${only} ${command}{% elif drover_host_key_checking is defined %}-o StrictHostKeyChecking=${policy}{% endif %}`;
}

/** Dictionaries of variables stand at several places of an inventory. */
function renamed(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key === ARGUMENTS ? WRITTEN : key, renamed(item)]),
  );
}
