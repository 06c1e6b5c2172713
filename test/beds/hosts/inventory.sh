# shellcheck shell=bash
# What drover, ansible-playbook and ssh need to reach the hosts: their addresses, the key, and their own keys, pinned.

write_inventory() {
  local host group key
  : >"$BED/known_hosts.new"
  {
    echo 'all:'
    echo '  vars:'
    echo '    ansible_user: root'
    echo "    ansible_ssh_private_key_file: $BED/key"
    echo "    ansible_ssh_common_args: -o UserKnownHostsFile=$BED/known_hosts -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes"
    echo '  children:'
    for group in python plain; do
      echo "    $group:"
      if [[ $group == python ]]; then printf '      vars:\n        ansible_python_interpreter: /usr/bin/python3\n'; fi
      echo '      hosts:'
      for host in $(known_hosts); do
        [[ $host == "$group"-* ]] || continue
        key=$(cut -d' ' -f1,2 "$BED/hosts/$host/key.pub")
        echo "$(address_of "$host") $key" >>"$BED/known_hosts.new"
        echo "        $host:"
        echo "          ansible_host: $(address_of "$host")"
      done
    done
  } >"$BED/hosts.yml.new"
  mv "$BED/known_hosts.new" "$BED/known_hosts"
  mv "$BED/hosts.yml.new" "$BED/hosts.yml"
}
