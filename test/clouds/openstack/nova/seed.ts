import type { ComputeState } from './state.ts';

/** The flavors that every cloud of the test bed has: id, name, memory in MiB, disk in GiB, processors. */
const FLAVORS = [
  ['1', 'm1.tiny', 512, 1, 1],
  ['2', 'm1.small', 2048, 20, 1],
  ['3', 'm1.medium', 4096, 40, 2],
  ['42', 'm1.nano', 128, 1, 1],
  ['84', 'm1.micro', 192, 0, 1],
] as const;

const SERVICES = [
  ['nova-scheduler', 'internal'],
  ['nova-conductor', 'internal'],
  ['nova-compute', 'nova'],
] as const;

/** Fills a compute service with what the test bed has from the start: flavors, its own parts, one machine. */
export function seedCompute(state: ComputeState): void {
  for (const [flavorid, name, memory, disk, vcpus] of FLAVORS) {
    state.flavors.insert({
      id: String(state.nextNumber()),
      flavorid,
      name,
      memory_mb: memory,
      vcpus,
      root_gb: disk,
      ephemeral_gb: 0,
      swap: 0,
      rxtx_factor: 1,
      is_public: true,
      disabled: false,
      description: null,
      extra_specs: {},
      projects: [],
      created_at: timeOf(state),
      updated_at: null,
    });
  }
  for (const [index, [binary, zone]] of SERVICES.entries()) {
    const host = `loopback-${binary.replace('nova-', '')}`;
    state.services.insert({ id: String(index + 1), uuid: state.ids.uuid(), binary, host, zone });
  }
  state.nodes.insert({ id: '1', uuid: state.ids.uuid(), host: 'loopback-compute' });
}

/** Now, as Nova writes a time. */
export function timeOf({ now }: ComputeState): string {
  return new Date(now()).toISOString().replace(/\.\d{3}Z$/, '.000000');
}
