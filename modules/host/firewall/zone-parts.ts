/** What a zone of firewalld consists of, and the options of firewall-cmd(1) for it: a table. Pure. */

export interface Part {
  /** The argument of the task. */
  readonly argument: string;
  /** The name in `--query-…`, `--add-…` and `--remove-…`. */
  readonly option: string;
  /** Undefined: the option takes none. */
  readonly value?: string;
  /** It may be set for a while only. */
  readonly isTimed: boolean;
  /** `--change-interface` rather than `--add-interface`: it is taken out of the zone that it is in. */
  readonly isMoved?: boolean;
  /** What is said when it was set or taken away. */
  readonly saidOfZone?: (zone: string) => { readonly enabled: string; readonly disabled: string };
  readonly said?: string;
  /** The state is the other one: `masquerade: false`. */
  readonly isNegated?: boolean;
}

export interface AskedParts {
  readonly icmp_block?: string;
  readonly icmp_block_inversion?: string;
  readonly service?: string;
  readonly protocol?: string;
  readonly port?: string;
  readonly port_forward?: readonly Readonly<Record<string, unknown>>[];
  readonly rich_rule?: string;
  readonly interface?: string;
  readonly masquerade?: string;
  readonly source?: string;
}

/** The part that the task is about; undefined where it is about the zone itself, or its target. */
export function partOf(asked: AskedParts): Part | undefined {
  const { icmp_block: block, icmp_block_inversion: inversion, port_forward: forward } = asked;
  const { service, protocol, port, rich_rule: rule, interface: device, masquerade, source } = asked;
  const timed = (argument: string, value: string, said: string): Part => ({
    argument,
    option: argument.replaceAll('_', '-'),
    value,
    isTimed: true,
    said,
  });
  if (block !== undefined) return timed('icmp_block', block, `icmp-block ${block}`);
  if (inversion !== undefined)
    return {
      argument: 'icmp_block_inversion',
      option: 'icmp-block-inversion',
      isTimed: false,
      isNegated: !isYes(inversion),
      said: `icmp-block-inversion ${inversion}`,
    };
  if (service !== undefined) return timed('service', service, `service ${service}`);
  if (protocol !== undefined) return timed('protocol', protocol, `protocol ${protocol}`);
  if (port !== undefined) return timed('port', port.trim(), `port ${port.trim()}`);
  if (forward?.[0] !== undefined) return forwardPart(forward[0]);
  if (rule !== undefined) return timed('rich_rule', rule, `rich_rule ${rule}`);
  if (device !== undefined) return devicePart(device);
  if (source !== undefined)
    return {
      argument: 'source',
      option: 'source',
      value: source,
      isTimed: false,
      saidOfZone: (zone) => ({
        enabled: `Added ${source} to zone ${zone}`,
        disabled: `Removed ${source} from zone ${zone}`,
      }),
    };
  return masquerade === undefined ? undefined : masqueradePart(masquerade);
}

function forwardPart(forward: Readonly<Record<string, unknown>>): Part {
  const [port, proto, toport, toaddr] = ['port', 'proto', 'toport', 'toaddr'].map((name) =>
    textOf(forward[name]),
  );
  const words = `port=${port}:proto=${proto}:toport=${toport}`;
  return {
    argument: 'port_forward',
    option: 'forward-port',
    value: toaddr === '' ? words : `${words}:toaddr=${toaddr}`,
    isTimed: true,
    said: `port_forward ${words}:toaddr=${toaddr}`,
  };
}

function devicePart(device: string): Part {
  return {
    argument: 'interface',
    option: 'interface',
    value: device,
    isTimed: false,
    isMoved: true,
    saidOfZone: (zone) => ({
      enabled: `Changed ${device} to zone ${zone}`,
      disabled: `Removed ${device} from zone ${zone}`,
    }),
  };
}

function masqueradePart(masquerade: string): Part {
  return {
    argument: 'masquerade',
    option: 'masquerade',
    isTimed: false,
    isNegated: !isYes(masquerade),
    saidOfZone: (zone) => ({
      enabled: `Added masquerade to zone ${zone}`,
      disabled: `Removed masquerade from zone ${zone}`,
    }),
  };
}

const no = new Set(['n', 'no', 'off', 'f', 'false', '0', '0.0']);

/** A text that says neither yes nor no counts as yes, as in Ansible. */
function isYes(text: string): boolean {
  return !no.has(text.trim().toLowerCase());
}

/** Whether a text says neither yes nor no. */
export function isUnclear(text: string): boolean {
  const yes = ['y', 'yes', 'on', 't', 'true', '1', '1.0'];
  return isYes(text) && !yes.includes(text.trim().toLowerCase());
}

/** A port may be written as a number. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
