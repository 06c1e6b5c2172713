import type { VolumeState } from '../../cinder/state.ts';
import type { ImageState } from '../../glance/state.ts';
import type { CloudRequest, JsonObject } from '../../http/exchange.ts';
import type { NetworkState } from '../../neutron/state.ts';

/** The services that servers have ports, volumes and images from. */
export interface Neighbours {
  readonly network: NetworkState;
  readonly image: ImageState;
  readonly volume: VolumeState;
}

/** A call of Nova to another service, as that service takes it. */
export function callOf(method: string, body: JsonObject): CloudRequest {
  const content = Buffer.from(JSON.stringify(body));
  return {
    method,
    path: '/',
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/json' },
    body: content,
    chunks: [content],
    origin: '',
    base: '',
  };
}
