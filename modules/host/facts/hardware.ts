import type { Collector, Reading } from './collector.ts';

/** Facts and the files of /sys/class/dmi/id that hold them. */
const dmiFiles: Readonly<Record<string, string>> = {
  bios_date: 'bios_date',
  bios_vendor: 'bios_vendor',
  bios_version: 'bios_version',
  board_asset_tag: 'board_asset_tag',
  board_name: 'board_name',
  board_serial: 'board_serial',
  board_vendor: 'board_vendor',
  board_version: 'board_version',
  chassis_asset_tag: 'chassis_asset_tag',
  chassis_serial: 'chassis_serial',
  chassis_vendor: 'chassis_vendor',
  chassis_version: 'chassis_version',
  product_name: 'product_name',
  product_serial: 'product_serial',
  product_uuid: 'product_uuid',
  product_version: 'product_version',
  system_vendor: 'sys_vendor',
};

/** Memory, processors, mounts and devices, from proc(5) and sysfs. */
export const hardware: Collector = {
  subsets: ['hardware', 'mounts'],
  files: [
    '/proc/meminfo',
    '/proc/cpuinfo',
    '/proc/loadavg',
    '/proc/mounts',
    ...Object.values(dmiFiles).map((name) => `/sys/class/dmi/id/${name}`),
  ],
  commands: { df: ['df', '-P', '-B1', '-T'], inodes: ['df', '-P', '-i'] },
  parse: (reading) => {
    const memory = memoryOf(reading.text('/proc/meminfo') ?? '');
    const [one, five, fifteen] = (reading.text('/proc/loadavg') ?? '0 0 0').split(' ').map(Number);
    const dmi = Object.entries(dmiFiles).map(([fact, name]) => [
      fact,
      reading.text(`/sys/class/dmi/id/${name}`)?.trim() ?? 'NA',
    ]);
    return {
      ...memory,
      ...processorsOf(reading.text('/proc/cpuinfo') ?? ''),
      loadavg: { '1m': one, '5m': five, '15m': fifteen },
      mounts: mountsOf(reading),
      ...(Object.fromEntries(dmi) as Record<string, string>),
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

/** Mounted file systems of devices, with what df(1) says of their blocks and inodes. */
function mountsOf(reading: Reading): readonly Record<string, unknown>[] {
  const sizes = byMount(reading.output('df') ?? '', 7);
  const inodes = byMount(reading.output('inodes') ?? '', 6);
  return (reading.text('/proc/mounts') ?? '').split('\n').flatMap((line) => {
    const [device, mount, fstype, options] = line.split(' ');
    if (device === undefined || mount === undefined || !(device.startsWith('/') || device.includes(':/')))
      return [];
    const path = mount.replace(/\\(\d{3})/g, (_match, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    const [, , total, , available] = sizes.get(path) ?? [];
    const [, inodeTotal, inodeUsed, inodeFree] = inodes.get(path) ?? [];
    return [
      {
        device,
        mount: path,
        fstype,
        options,
        ...numbers({ size_total: total, size_available: available }),
        ...numbers({ inode_total: inodeTotal, inode_used: inodeUsed, inode_available: inodeFree }),
      },
    ];
  });
}

/** The words of each line of df(1), by the mount point that ends it. */
function byMount(text: string, columns: number): ReadonlyMap<string, readonly string[]> {
  const lines = text.split('\n').slice(1);
  const rows = lines.map((line) => line.trim().split(/\s+/)).filter((words) => words.length >= columns);
  return new Map(rows.map((words) => [words.slice(columns - 1).join(' '), words]));
}

function numbers(texts: Readonly<Record<string, string | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, Number(text)]])),
  );
}
