import { timeOf, type VolumeState } from './state.ts';

/** The types that every cloud of the test bed has. */
const TYPES = [
  { name: '__DEFAULT__', description: 'Default Volume Type', extra_specs: {} },
  { name: 'files', description: null, extra_specs: { volume_backend_name: 'files' } },
] as const;

/** Fills a block storage service with what the test bed has from the start. */
export function seedVolumes(state: VolumeState): void {
  for (const type of TYPES) {
    state.types.insert({
      ...type,
      id: state.ids.uuid(),
      is_public: true,
      qos_specs_id: null,
      access: [],
      encryption: null,
      created_at: timeOf(state),
      updated_at: null,
    });
  }
}
