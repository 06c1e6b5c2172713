import type { Identity, Session } from '../api/session.types.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * The session of an administrator who works in another project than the own one: it reads with the administrator's
 * token, which sees all projects, and writes with one for the project. That is fetched at the first write (`open`): a
 * plan needs no role there.
 */
export function sessionOfProject(base: Session, identity: Identity, open: () => Promise<Session>): Session {
  return {
    label: base.label,
    cloud: base.cloud,
    get region() {
      return base.region;
    },
    get counts() {
      return base.counts;
    },
    identity: () => Promise.resolve(identity),
    call: async (service, method, path, options) =>
      (READS.has(method) ? base : await open()).call(service, method, path, options),
    upload: async (service, path, source, options) => (await open()).upload(service, path, source, options),
    list: (service, path, key, options) => base.list(service, path, key, options),
    download: (service, path, options) => base.download(service, path, options),
    hasService: (service) => base.hasService(service),
    extensions: (service) => base.extensions(service),
    microversion: (service, wanted) => base.microversion(service, wanted),
    // The pool closes the two that are behind it.
    close: () => Promise.resolve(),
  };
}
