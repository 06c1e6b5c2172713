import type { Collector, Reading } from './collector.ts';

const dmi = (name: string): string => `/sys/class/dmi/id/${name}`;

/** What the machine runs on, as far as its own files tell: no program is asked that may not be there. */
export const virtualization: Collector = {
  subsets: ['virtual', 'min', 'virtualization_type', 'virtualization_role'],
  files: [
    '/proc/1/cgroup',
    '/proc/1/environ',
    '/proc/cpuinfo',
    '/proc/modules',
    '/proc/xen/capabilities',
    '/run/systemd/container',
    ...['bios_vendor', 'product_family', 'product_name', 'sys_vendor'].map(dmi),
  ],
  commands: {
    marks: [
      '/bin/sh',
      '-c',
      'ls -d /.dockerenv /.dockerinit /proc/vz /proc/bc /proc/lve /proc/xen 2>/dev/null; true',
    ],
  },
  parse: (reading) => {
    const [type, role] = container(reading) ??
      xen(reading) ??
      guest(reading) ??
      host(reading) ?? ['NA', 'NA'];
    return { virtualization_type: type, virtualization_role: role };
  },
};

type Found = readonly [type: string, role: 'guest' | 'host'];

const groups: readonly (readonly [RegExp, string])[] = [
  [/\/docker(?:\/|-[0-9a-f]+\.scope)/, 'docker'],
  [/\/lxc\/|\/machine\.slice\/machine-lxc/, 'lxc'],
  [/\/system\.slice\/containerd\.service/, 'containerd'],
];

function container(reading: Reading): Found | undefined {
  const has = marksOf(reading);
  const group = groups.find(([pattern]) => pattern.test(reading.text('/proc/1/cgroup') ?? ''))?.[1];
  if (group !== undefined) return [group, 'guest'];
  const variable = /(?:^|\0)container=([^\0]+)/.exec(reading.text('/proc/1/environ') ?? '')?.[1];
  if (variable !== undefined)
    return [
      variable.startsWith('lxc') ? 'lxc' : variable.startsWith('podman') ? 'podman' : 'container',
      'guest',
    ];
  if (has('/proc/vz') && !has('/proc/lve')) return ['openvz', has('/proc/bc') ? 'host' : 'guest'];
  const told = reading.text('/run/systemd/container')?.trim() ?? '';
  if (told !== '') return [told, 'guest'];
  return has('/.dockerenv') || has('/.dockerinit') ? ['docker', 'guest'] : undefined;
}

function marksOf(reading: Reading): (path: string) => boolean {
  const marks = (reading.output('marks') ?? '').split('\n');
  return (path) => marks.includes(path);
}

function xen(reading: Reading): Found | undefined {
  if (!marksOf(reading)('/proc/xen')) return undefined;
  return ['xen', /control_d/.test(reading.text('/proc/xen/capabilities') ?? '') ? 'host' : 'guest'];
}

/** Words of the firmware, in the order in which they count. */
const firmware: readonly (readonly [file: string, words: RegExp, type: string])[] = [
  ['product_name', /^(?:KVM|KVM Server|Bochs|AHV)$/, 'kvm'],
  ['sys_vendor', /^oVirt$/, 'oVirt'],
  ['product_family', /^RHV$/, 'RHV'],
  ['product_name', /^RHEV Hypervisor$/, 'RHEV'],
  // Later virtual hardware says VMware20,1 and the like.
  ['product_name', /^VMware/, 'VMware'],
  ['product_name', /^OpenStack (?:Compute|Nova)$/, 'openstack'],
  ['bios_vendor', /^Xen$/, 'xen'],
  ['bios_vendor', /^innotek GmbH$/, 'virtualbox'],
  ['bios_vendor', /^(?:Amazon EC2|DigitalOcean|Hetzner)$/, 'kvm'],
  ['sys_vendor', /^(?:QEMU|Amazon EC2|DigitalOcean|Google|Scaleway|Nutanix)$/, 'kvm'],
  ['sys_vendor', /^KubeVirt$/, 'KubeVirt'],
  ['sys_vendor', /^Microsoft Corporation$/, 'VirtualPC'],
  ['sys_vendor', /^Parallels Software International Inc\.$/, 'parallels'],
  ['sys_vendor', /^OpenStack Foundation$/, 'openstack'],
];

function guest(reading: Reading): Found | undefined {
  const found = firmware.find(([file, words]) => words.test(reading.text(dmi(file))?.trim() ?? ''));
  if (found !== undefined) return [found[2], 'guest'];
  return /^model name.*QEMU Virtual CPU/m.test(reading.text('/proc/cpuinfo') ?? '')
    ? ['kvm', 'guest']
    : undefined;
}

/** Its kernel can have guests. */
function host(reading: Reading): Found | undefined {
  const modules = reading.text('/proc/modules') ?? '';
  if (/^kvm /m.test(modules)) return ['kvm', 'host'];
  return /^vboxdrv /m.test(modules) ? ['virtualbox', 'host'] : undefined;
}
