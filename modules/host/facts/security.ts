import type { Collector } from './collector.ts';

/** SELinux, AppArmor and FIPS. */
export const security: Collector = {
  subsets: ['selinux', 'min', 'apparmor', 'fips'],
  files: [
    '/sys/fs/selinux/enforce',
    '/etc/selinux/config',
    '/proc/sys/crypto/fips_enabled',
    '/sys/module/apparmor/parameters/enabled',
  ],
  parse: (reading) => {
    return {
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
