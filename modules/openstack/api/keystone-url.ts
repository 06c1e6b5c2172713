import { isObject, at, listAt, textAt } from './json.ts';
import { readVersions } from './discovery.ts';
import { trimUrl } from './url.ts';

/** What an auth URL says by itself. */
export type AuthUrl =
  /** Keystone's v3: ask for tokens there at once. */
  | { readonly kind: 'v3'; readonly base: string; readonly wasV2: boolean }
  /** Without a version: the server is asked first. */
  | { readonly kind: 'root'; readonly root: string };

/** Reads an auth URL in the forms that people have: with or without version, slashes at its end, or `/auth/tokens`. */
export function readAuthUrl(authUrl: string): AuthUrl {
  const trimmed = trimUrl(authUrl.trim()).replace(/\/auth\/tokens$/, '');
  const [, before, version] = /^(.*)\/(v3(?:\.\d+)?|v2(?:\.0)?)$/.exec(trimmed) ?? [];
  if (before === undefined || version === undefined) return { kind: 'root', root: trimmed };
  return { kind: 'v3', base: `${before}/v3`, wasV2: version.startsWith('v2') };
}

/** What a server's list of versions says of it. */
export type Finding = 'keystone-v3' | 'keystone-v2-only' | 'not-keystone' | 'no-versions';

/** Judges the body of `GET /` or `GET /v3`. Other services have versions called v3 too: the media types tell them apart. */
export function judgeVersions(body: unknown): Finding {
  const versions = readVersions(body);
  if (versions === undefined || versions.length === 0) return 'no-versions';
  const types = mediaTypes(body);
  if (types.length > 0 && !types.some((type) => type.includes('identity'))) return 'not-keystone';
  if (versions.some((version) => /^v3(\.|$)/.test(version.id))) return 'keystone-v3';
  return types.length > 0 ? 'keystone-v2-only' : 'not-keystone';
}

function mediaTypes(body: unknown): readonly string[] {
  const single = at(body, 'version');
  const several = at(body, 'versions');
  const versions = isObject(single) ? [single] : Array.isArray(several) ? several : listAt(several, 'values');
  return versions.flatMap((version) =>
    listAt(version, 'media-types').flatMap((type) => textAt(type, 'type') ?? []),
  );
}
