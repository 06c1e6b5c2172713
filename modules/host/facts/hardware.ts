import type { Collector } from './collector.ts';

/** Memory, processors, mounts and devices, from proc(5) and sysfs. */
export const hardware: Collector = {
  subsets: ['hardware', 'mounts'],
  files: [
    '/proc/meminfo',
    '/proc/cpuinfo',
    '/proc/loadavg',
    '/proc/mounts',
    '/sys/class/dmi/id/product_name',
    '/sys/class/dmi/id/sys_vendor',
    '/sys/class/dmi/id/product_version',
    '/sys/class/dmi/id/bios_version',
    '/sys/class/dmi/id/bios_date',
  ],
  commands: { df: ['df', '-P', '-B1', '-T'], inodes: ['df', '-P', '-i'] },
  parse: (reading) => {
    const memory = memoryOf(reading.text('/proc/meminfo') ?? '');
    const [one, five, fifteen] = (reading.text('/proc/loadavg') ?? '0 0 0').split(' ').map(Number);
    const dmi = (name: string): string => reading.text(`/sys/class/dmi/id/${name}`)?.trim() ?? 'NA';
    return {
      ...memory,
      ...processorsOf(reading.text('/proc/cpuinfo') ?? ''),
      loadavg: { '1m': one, '5m': five, '15m': fifteen },
      mounts: mountsOf(reading.text('/proc/mounts') ?? '', reading.output('df') ?? ''),
      product_name: dmi('product_name'),
      product_version: dmi('product_version'),
      system_vendor: dmi('sys_vendor'),
      bios_version: dmi('bios_version'),
      bios_date: dmi('bios_date'),
    };
  },
};

function memoryOf(text: string): Record<string, unknown> {
  const mib = (name: string): number =>
    Math.floor(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024);
  const [total, free, cached, buffers] = [
    mib('MemTotal'),
    mib('MemFree'),
    mib('Cached'),
    mib('Buffers'),
  ] as const;
  const swap = { total: mib('SwapTotal'), free: mib('SwapFree'), cached: mib('SwapCached') };
  return {
    memtotal_mb: total,
    memfree_mb: free,
    swaptotal_mb: swap.total,
    swapfree_mb: swap.free,
    memory_mb: {
      real: { total, used: total - free, free },
      nocache: { free: free + cached + buffers, used: total - (free + cached + buffers) },
      swap: { ...swap, used: swap.total - swap.free },
    },
  };
}

function processorsOf(text: string): Record<string, unknown> {
  const blocks = text.split(/\n\n+/).filter((block) => block.trim() !== '');
  const field = (block: string, name: string): string | undefined =>
    new RegExp(`^${name}\\s*:\\s*(.*)$`, 'm').exec(block)?.[1];
  const sockets = new Set(blocks.map((block) => field(block, 'physical id') ?? '0')).size;
  const cores = Number(field(blocks[0] ?? '', 'cpu cores') ?? 1);
  const siblings = Number(field(blocks[0] ?? '', 'siblings') ?? cores);
  return {
    processor: blocks.flatMap((block, index) => [
      String(index),
      field(block, 'vendor_id') ?? '',
      field(block, 'model name') ?? '',
    ]),
    processor_count: Math.max(1, sockets),
    processor_cores: cores,
    processor_threads_per_core: Math.max(1, Math.floor(siblings / cores)),
    processor_vcpus: blocks.length,
    processor_nproc: blocks.length,
  };
}

function mountsOf(mounts: string, df: string): readonly Record<string, unknown>[] {
  const sizes = new Map(
    df
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((words) => words.length >= 7)
      .map((words) => [words.slice(6).join(' '), words] as const),
  );
  return mounts.split('\n').flatMap((line) => {
    const [device, mount, fstype, options] = line.split(' ');
    if (device === undefined || mount === undefined || !(device.startsWith('/') || device.includes(':/')))
      return [];
    const path = mount.replace(/\\(\d{3})/g, (_match, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    const size = sizes.get(path);
    const counts = size === undefined ? {} : { size_total: Number(size[2]), size_available: Number(size[4]) };
    return [{ device, mount: path, fstype, options, ...counts }];
  });
}
