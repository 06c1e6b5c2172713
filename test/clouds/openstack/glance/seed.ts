import { withData } from './data.ts';
import { FALLBACKS } from './attributes.ts';
import { timeOf, type ImageState } from './state.ts';

/** Fills an image service with what the test bed has from the start: one image of a few bytes that everybody sees. */
export function seedImages(state: ImageState, owner: string): void {
  const now = timeOf(state);
  const image = {
    ...FALLBACKS,
    id: state.ids.uuid(),
    name: 'bed-image',
    status: 'queued',
    visibility: 'public',
    owner,
    disk_format: 'raw',
    container_format: 'bare',
    properties: {},
    data: null,
    staged: null,
    created_at: now,
    updated_at: now,
  } as const;
  state.images.insert(withData(image, [Buffer.from('an image of the bed\n'.repeat(800))], now));
}
