import type { Collector } from './collector.ts';

/** SELinux, AppArmor, FIPS and what the machine runs on. */
export const security: Collector = {
  subsets: ['virtual', 'min', 'selinux', 'apparmor', 'fips', 'virtualization_type'],
  files: [
    '/sys/fs/selinux/enforce',
    '/etc/selinux/config',
    '/proc/sys/crypto/fips_enabled',
    '/sys/class/dmi/id/product_name',
    '/sys/class/dmi/id/sys_vendor',
    '/proc/1/cgroup',
    '/.dockerenv',
    '/sys/module/apparmor/parameters/enabled',
  ],
  commands: { virt: ['systemd-detect-virt'] },
  parse: (reading) => {
    const type = virtualizationType(
      reading.output('virt')?.trim(),
      reading.text('/sys/class/dmi/id/product_name') ?? '',
      reading.text('/sys/class/dmi/id/sys_vendor') ?? '',
    );
    return {
      virtualization_type: type === 'none' ? 'NA' : type,
      virtualization_role: type === 'none' ? 'NA' : 'guest',
      selinux: selinux(reading.text('/sys/fs/selinux/enforce'), reading.text('/etc/selinux/config') ?? ''),
      selinux_python_present: true,
      apparmor: {
        status:
          reading.text('/sys/module/apparmor/parameters/enabled')?.trim() === 'Y' ? 'enabled' : 'disabled',
      },
      fips: reading.text('/proc/sys/crypto/fips_enabled')?.trim() === '1',
    };
  },
};

const products: readonly (readonly [RegExp, string])[] = [
  [/KVM|QEMU|OpenStack|RHEV|oVirt/i, 'kvm'],
  [/VMware/i, 'VMware'],
  [/VirtualBox/i, 'virtualbox'],
  [/Virtual Machine/i, 'VirtualPC'],
  [/Amazon EC2/i, 'kvm'],
  [/HVM domU/i, 'xen'],
];

function virtualizationType(detected: string | undefined, product: string, vendor: string): string {
  const known: Readonly<Record<string, string>> = {
    qemu: 'kvm',
    amazon: 'kvm',
    vmware: 'VMware',
    oracle: 'virtualbox',
    microsoft: 'VirtualPC',
    'systemd-nspawn': 'systemd-nspawn',
  };
  if (detected !== undefined && detected !== '') return known[detected] ?? detected;
  return products.find(([pattern]) => pattern.test(product) || pattern.test(vendor))?.[1] ?? 'none';
}

function selinux(enforce: string | undefined, config: string): Record<string, unknown> {
  if (enforce === undefined) return { status: 'disabled' };
  const setting = (name: string): string => new RegExp(`^${name}=(\\S+)`, 'm').exec(config)?.[1] ?? 'unknown';
  return {
    status: 'enabled',
    mode: enforce.trim() === '1' ? 'enforcing' : 'permissive',
    config_mode: setting('SELINUX'),
    type: setting('SELINUXTYPE'),
  };
}
