/** A value of a configuration with the name that a person knows it by. */
export interface Setting {
  readonly value: unknown;
  /** `OS_PASSWORD`, `os_migrate_src_auth.password`, `clouds.source.auth.password in ./clouds.yaml`. */
  readonly name: string;
}

export type Settings = ReadonlyMap<string, Setting>;

/** What the places that describe a cloud say of it, before any check. */
export interface RawCloud {
  readonly label: string;
  /** What belongs to `auth`. */
  readonly auth: Settings;
  /** All else: region, interface, certificates, overrides. */
  readonly settings: Settings;
  /** What a missing key of `auth` would be called there. */
  readonly nameOfAuth: (key: string) => string;
}

/** Something wrong with the credentials: what, and what to do. Never holds the value of a secret. */
export interface Problem {
  readonly detail: string;
  readonly help?: string;
}

/** `over` laid over `under`, key by key. Names of missing keys are those of `over`. */
export function mergeClouds(under: RawCloud, over: RawCloud): RawCloud {
  return {
    label: over.label,
    auth: new Map([...under.auth, ...over.auth]),
    settings: new Map([...under.settings, ...over.settings]),
    nameOfAuth: over.nameOfAuth,
  };
}

/** The entries of a mapping that are given: null, undefined and empty texts count as not. Dashes in keys are underscores. */
export function settingsOf(values: object, nameOf: (key: string) => string): Settings {
  const settings = new Map<string, Setting>();
  for (const [key, value] of Object.entries(values) as [string, unknown][]) {
    if (value === undefined || value === null || value === '') continue;
    settings.set(key.replaceAll('-', '_'), { value, name: nameOf(key) });
  }
  return settings;
}
