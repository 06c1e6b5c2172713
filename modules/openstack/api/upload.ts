import { conclude, contextOf, tryPersistently, type CallParts, type ServiceCall } from './call-service.ts';
import type { Answer, UploadOptions } from './session.types.ts';
import type { Bytes } from './stream-request.ts';

export interface UploadCall extends Pick<ServiceCall, 'service' | 'place' | 'path' | 'signal'> {
  readonly open: () => Bytes;
  readonly options: UploadOptions;
}

/** Sends data. The rules are those of `Session.upload`. */
export async function upload(parts: CallParts, call: UploadCall): Promise<Answer> {
  const { service, place, path, signal, options } = call;
  const url = `${place.base}${path}`;
  const method = 'PUT';
  let isBegun = false;
  const { ending, token } = await tryPersistently(
    parts,
    { method, url, signal, isBegun: () => isBegun },
    (used, tried) =>
      parts.exchange.stream({
        service,
        method,
        url,
        attempt: tried,
        timeouts: parts.streamTimeouts,
        signal,
        headers: {
          accept: 'application/json',
          'content-type': 'application/octet-stream',
          // A service that refuses says so before hours of data were sent in vain.
          expect: '100-continue',
          ...(options.size === undefined ? {} : { 'content-length': String(options.size) }),
          ...options.headers,
          'x-auth-token': used.value,
        },
        open: () => noticing(call.open(), () => (isBegun = true)),
      }),
  );
  return conclude(ending, contextOf(parts, service, method, url, token?.identity), place.source, []);
}

async function* noticing(bytes: Bytes, onFirst: () => void): Bytes {
  for await (const chunk of bytes) {
    onFirst();
    yield chunk;
  }
}
