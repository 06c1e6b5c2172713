interface Parts {
  /** The status of the proxy's answer, where it gave one. */
  readonly status?: number;
  /** A later try may pass: the proxy did not answer, or could not reach the target. */
  readonly isPassing?: boolean;
}

/** Why a proxy cannot be used. Nothing of the request was sent. It does not hold the proxy's user and password. */
export class ProxyFault extends Error {
  readonly code = 'ERR_DROVER_PROXY';
  readonly status: number | undefined;
  readonly isPassing: boolean;

  constructor(message: string, { status, isPassing = false }: Parts = {}) {
    super(message);
    this.name = 'ProxyFault';
    this.status = status;
    this.isPassing = isPassing;
  }
}

/** The fault for a proxy that wants to know its user; RFC 9110, 15.5.8. */
export function userAsked(proxy: URL): ProxyFault {
  const given = proxy.username === '' ? 'none was given' : 'it does not accept those that were given';
  return new ProxyFault(`The proxy ${proxy.host} asks for a user and a password (407), and ${given}`, {
    status: 407,
  });
}
