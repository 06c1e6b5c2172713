/** The modules that Ansible has, too, as one list: loaded at once, so that all of a test sees the same classes. */
import type { Module, ModuleRegistry } from '../../../engine/module.ts';
import { createRegistry, type ModuleEntry } from '../../../modules/index.ts';
import { addHost } from '../../../modules/core/add-host.ts';
import { assert } from '../../../modules/core/assert.ts';
import { command } from '../../../modules/core/command.ts';
import { debug } from '../../../modules/core/debug.ts';
import { fail } from '../../../modules/core/fail.ts';
import { groupBy } from '../../../modules/core/group-by.ts';
import { includeVars } from '../../../modules/core/include-vars.ts';
import { pause } from '../../../modules/core/pause.ts';
import { ping } from '../../../modules/core/ping.ts';
import { script } from '../../../modules/core/script.ts';
import { setFact } from '../../../modules/core/set-fact.ts';
import { shell } from '../../../modules/core/shell.ts';
import { blockinfile } from '../../../modules/host/blockinfile.ts';
import { copy } from '../../../modules/host/copy.ts';
import { file } from '../../../modules/host/file.ts';
import { find } from '../../../modules/host/find.ts';
import { getUrl } from '../../../modules/host/get-url.ts';
import { lineinfile } from '../../../modules/host/lineinfile.ts';
import { replace } from '../../../modules/host/replace.ts';
import { setup } from '../../../modules/host/setup.ts';
import { slurp } from '../../../modules/host/slurp.ts';
import { stat } from '../../../modules/host/stat.ts';
import { tempfile } from '../../../modules/host/tempfile.ts';
import { template } from '../../../modules/host/template.ts';
import { uri } from '../../../modules/host/uri.ts';
import { waitFor } from '../../../modules/host/wait-for.ts';
import { raw } from '../../../modules/host/raw.ts';
import { fetch } from '../../../modules/host/fetch.ts';
import { group } from '../../../modules/host/group.ts';
import { user } from '../../../modules/host/user.ts';
import { authorizedKey } from '../../../modules/host/authorized-key.ts';
import { systemd } from '../../../modules/host/systemd.ts';
import { service } from '../../../modules/host/service.ts';
import { serviceFacts } from '../../../modules/host/service-facts.ts';
import { apt } from '../../../modules/host/apt.ts';
import { packageFacts } from '../../../modules/host/package-facts.ts';
import { dnf } from '../../../modules/host/dnf.ts';
import { packageModule } from '../../../modules/host/package.ts';
import { reboot } from '../../../modules/host/reboot.ts';
import { waitForConnection } from '../../../modules/host/wait-for-connection.ts';
import { iniFile } from '../../../modules/host/ini-file.ts';
import { archive } from '../../../modules/host/archive.ts';
import { git } from '../../../modules/host/git.ts';
import { modprobe } from '../../../modules/host/modprobe.ts';
import { timezone } from '../../../modules/host/timezone.ts';
import { hostname } from '../../../modules/host/hostname.ts';
import { mount } from '../../../modules/host/mount.ts';
import { sysctl } from '../../../modules/host/sysctl.ts';
import { cron } from '../../../modules/host/cron.ts';
import { knownHosts } from '../../../modules/host/known-hosts.ts';
import { unarchive } from '../../../modules/host/unarchive.ts';
import { aptRepository } from '../../../modules/host/apt-repository.ts';
import { aptKey } from '../../../modules/host/apt-key.ts';
import { deb822Repository } from '../../../modules/host/deb822-repository.ts';
import { yumRepository } from '../../../modules/host/yum-repository.ts';
import { rpmKey } from '../../../modules/host/rpm-key.ts';
import { debconf } from '../../../modules/host/debconf.ts';
import { alternatives } from '../../../modules/host/alternatives.ts';
import { firewalld } from '../../../modules/host/firewalld.ts';
import { selinux } from '../../../modules/host/selinux.ts';
import { seboolean } from '../../../modules/host/seboolean.ts';
import { sefcontext } from '../../../modules/host/sefcontext.ts';
import { nmcli } from '../../../modules/host/nmcli.ts';
import { netplan } from '../../../modules/host/netplan.ts';
import { apk } from '../../../modules/host/apk.ts';
import { ufw } from '../../../modules/host/ufw.ts';
import { getent } from '../../../modules/host/getent.ts';
import { redhatSubscription } from '../../../modules/host/redhat-subscription.ts';
import { pip } from '../../../modules/host/pip.ts';
import { zypper } from '../../../modules/host/zypper.ts';

export function ownRegistry(): ModuleRegistry {
  return createRegistry([
    entry(addHost),
    entry(assert),
    entry(command),
    entry(debug),
    entry(fail),
    entry(groupBy),
    entry(includeVars),
    entry(pause),
    entry(ping),
    entry(script),
    entry(setFact),
    entry(shell),
    entry(blockinfile),
    entry(copy),
    entry(file),
    entry(find),
    entry(getUrl),
    entry(lineinfile),
    entry(replace),
    entry(setup),
    entry(slurp),
    entry(stat),
    entry(tempfile),
    entry(template),
    entry(uri),
    entry(waitFor),
    entry(raw),
    entry(fetch),
    entry(group),
    entry(user),
    entry(authorizedKey),
    entry(systemd),
    entry(service),
    entry(serviceFacts),
    entry(apt),
    entry(packageFacts),
    entry(dnf),
    entry(packageModule),
    entry(reboot),
    entry(waitForConnection),
    entry(iniFile),
    entry(archive),
    entry(git),
    entry(modprobe),
    entry(timezone),
    entry(hostname),
    entry(mount),
    entry(sysctl),
    entry(cron),
    entry(knownHosts),
    entry(unarchive),
    entry(aptRepository),
    entry(aptKey),
    entry(deb822Repository),
    entry(yumRepository),
    entry(rpmKey),
    entry(debconf),
    entry(alternatives),
    entry(firewalld),
    entry(selinux),
    entry(seboolean),
    entry(sefcontext),
    entry(nmcli),
    entry(netplan),
    entry(apk),
    entry(ufw),
    entry(zypper),
    entry(getent),
    entry(pip),
    entry(redhatSubscription),
  ]);
}

function entry(module: Module): ModuleEntry {
  return { name: module.name, aliases: module.aliases ?? [], load: () => Promise.resolve(module) };
}
