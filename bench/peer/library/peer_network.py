#!/usr/bin/python3
"""One network, as modules of Ansible for OpenStack work: each item logs in, looks, and makes or reads."""
from ansible.module_utils.basic import AnsibleModule


def main():
    module = AnsibleModule(
        argument_spec={
            "auth": {"type": "dict", "required": True, "no_log": True},
            "name": {"type": "str", "required": True},
            "state": {"choices": ["present", "read"], "default": "present"},
        }
    )
    import openstack

    cloud = openstack.connect(**module.params["auth"])
    name = module.params["name"]
    found = cloud.network.find_network(name, ignore_missing=True)
    if module.params["state"] == "read" or found is not None:
        module.exit_json(changed=False, found=found is not None)
    cloud.network.create_network(name=name, description="made by the peer")
    module.exit_json(changed=True)


main()
