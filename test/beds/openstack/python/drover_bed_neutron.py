"""What Neutron needs beside its own drivers: ports that are bound without an agent, and DHCP for real guests only."""

from neutron.scheduler import dhcp_agent_scheduler
from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.context import get_admin_context
from neutron_lib.plugins import directory
from neutron_lib.plugins.ml2 import api

# Hosts with real guests have agents.
GUEST_HOSTS = '-kvm'


class ImmediateBinding(api.MechanismDriver):
    """Binds every port at once, on any host, without an agent."""

    def initialize(self):
        """Nothing to set up."""

    @property
    def connectivity(self):
        return portbindings.CONNECTIVITY_L2

    def bind_port(self, context):
        if context.host.endswith(GUEST_HOSTS):
            return
        segment = context.segments_to_bind[0]
        details = {portbindings.CAP_PORT_FILTER: True}
        context.set_binding(segment[api.ID], portbindings.VIF_TYPE_BRIDGE, details, status=constants.PORT_STATUS_ACTIVE)

    def create_port_postcommit(self, context):
        serve_guest(context)

    def update_port_postcommit(self, context):
        serve_guest(context)


class OnlyForGuests(dhcp_agent_scheduler.WeightScheduler):
    """Places no network: a hundred empty ones would cost a hundred namespaces with a dnsmasq each. See serve_guest."""

    def schedule(self, plugin, context, network):
        return []

    def auto_schedule_networks(self, plugin, context, host):
        return False


def serve_guest(context):
    """Gives a network its DHCP server when its first real guest arrives."""
    port = context.current
    if not (context.host.endswith(GUEST_HOSTS) and port['device_owner'].startswith(constants.DEVICE_OWNER_COMPUTE_PREFIX)):
        return
    plugin = directory.get_plugin()
    admin = get_admin_context()
    if plugin.get_dhcp_agents_hosting_networks(admin, [port['network_id']]):
        return
    wanted = {'agent_type': [constants.AGENT_TYPE_DHCP], 'host': [context.host]}
    for agent in plugin.get_agents(admin, filters=wanted):
        plugin.add_network_to_dhcp_agent(admin, agent['id'], port['network_id'])
