# shellcheck shell=bash
# What the clients read: clouds.yaml for everybody, os-migrate-vars.yml for playbooks.

auth_block() { # CLOUD USER PROJECT INDENT
  local line
  for line in "auth_url: $(endpoint "$1" 5000)/v3" "username: $2" "password: $(secret)" "project_name: $3" \
    'user_domain_name: Default' 'project_domain_name: Default'; do
    echo "$4$line"
  done
}

cloud_entry() { # ENTRY CLOUD USER PROJECT
  cat <<X
  $1:
    region_name: RegionOne
    identity_api_version: 3
    interface: public
    auth:
$(auth_block "$2" "$3" "$4" '      ')
X
}

cloud_entries() { # CLOUD OWN_TENANT OTHER_TENANT
  cloud_entry "$1" "$1" "$2" "$2"
  cloud_entry "$1-admin" "$1" admin admin
  cloud_entry "$1-$3" "$1" "$3" "$3"
  cloud_entry "$1-partner" "$1" partner partner
  cloud_entry "$1-bench" "$1" bench bench
}

write_credentials() {
  write_config "$BED/clouds.yaml" <<X
clouds:
$(cloud_entries source src dst)
$(cloud_entries destination dst src)
X
  write_config "$BED/os-migrate-vars.yml" <<X
os_migrate_src_auth:
$(auth_block source src src '  ')
os_migrate_src_region_name: RegionOne
os_migrate_dst_auth:
$(auth_block destination dst dst '  ')
os_migrate_dst_region_name: RegionOne
os_migrate_data_dir: $BED/data
X
}
