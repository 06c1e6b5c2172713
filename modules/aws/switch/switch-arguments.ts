import type { Infer } from '../../../engine/schema/types.ts';
import type { SwitchSettings } from './plan/plan.types.ts';
import type { Probe, ProbeWay } from './probe.types.ts';

/** Of modules that work on the VPCs of a discovery.yaml. */
export const vpcArgument = {
  vpc: {
    type: 'array',
    items: { type: 'string', description: 'The id of a VPC.' },
    nullable: true,
    description: 'Only these VPCs of the discovery.yaml. Default: all.',
  },
} as const;

/** Of modules that write. */
export const runArguments = {
  ...vpcArgument,
  parallel: {
    type: 'integer',
    minimum: 1,
    default: 4,
    description: 'How many VPCs are worked on side by side.',
  },
  verify_timeout: {
    type: 'integer',
    minimum: 1,
    default: 300,
    description: 'Seconds until a change has to be seen.',
  },
} as const;

const text = (description: string) => ({ type: 'string', minLength: 1, description }) as const;

export const probeSchema = {
  type: 'object',
  description: 'What is tried between the steps: one of command, tcp and http.',
  properties: {
    name: text('What it is called.'),
    command: text('A shell command on this machine. It has to end with 0.'),
    tcp: text('A port that has to take a connection: host:port.'),
    http: text('A URL that has to answer.'),
    status: {
      type: 'integer',
      minimum: 100,
      maximum: 599,
      default: 200,
      description: 'The status of that answer.',
    },
    vpcs: {
      type: 'array',
      items: text('A VPC.'),
      default: [],
      description: 'The VPCs that it is for. Default: all.',
    },
    after: {
      type: 'array',
      items: {
        type: 'string',
        enum: ['canary', 'associations', 'withdrawal'],
        description:
          'canary: the first subnets are moved; associations: all are; withdrawal: the transit routes are gone.',
      },
      default: ['canary', 'associations', 'withdrawal'],
      description: 'After which steps it is tried.',
    },
    timeout: { type: 'integer', minimum: 1, default: 5, description: 'Seconds that a try may take.' },
    tries: { type: 'integer', minimum: 1, default: 6, description: 'How often it is tried.' },
    pause: { type: 'integer', minimum: 0, default: 5, description: 'Seconds between two tries.' },
  },
  required: ['name'],
} as const;

/** Of modules that write Terraform's files of the associations. */
export const keepArguments = {
  s3download: {
    type: 'boolean',
    default: false,
    description:
      "Whether Terraform's folders of the accounts are brought here from the bucket of aws.s3 first.",
  },
  s3backup: {
    type: 'boolean',
    default: false,
    description: 'Whether they are brought there afterwards.',
  },
} as const;

export const switchArguments = {
  ...runArguments,
  ...keepArguments,
  rm_static_route: {
    type: 'boolean',
    default: false,
    description:
      'Whether static routes and prefix lists that lead to the VPC are taken out of the transit gateways.',
  },
  rm_propagated_route: {
    type: 'boolean',
    default: false,
    description: 'Whether what the VPC propagates is taken out of them.',
  },
  canary: {
    type: 'array',
    items: { type: 'string', description: 'The id of a subnet, or auto.' },
    default: [],
    description: 'The subnets that go first; auto: one of those on the table with the fewest.',
  },
  probes: { type: 'array', items: probeSchema, default: [], description: 'What is tried between the steps.' },
  adopt_kit: {
    type: 'boolean',
    default: false,
    description:
      "Whether VPCs that the kit has switched are taken over into the journal by the kit's revert.json, without a call.",
  },
  on_failure: {
    type: 'string',
    enum: ['revert', 'stop'],
    default: 'revert',
    description: 'What becomes of a VPC one of whose operations fails: taken back, or left where it is.',
  },
} as const;

export type SwitchArguments = Infer<{
  readonly type: 'object';
  readonly properties: typeof switchArguments;
}>;

/** Messages for what the schema cannot say of the arguments. */
export function checkSwitchArguments({ canary, probes }: SwitchArguments): readonly string[] {
  const names = probes.map(({ name }) => name);
  return [
    ...(canary.includes('auto') && canary.length > 1 ? ['canary is auto, or a list of subnets'] : []),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `two probes are called ${name}`),
    ...probes.flatMap((probe) => {
      const ways = waysOf(probe);
      if (ways.length !== 1) return [`the probe ${probe.name} needs one of command, tcp and http`];
      return flawOf(probe.name, ways[0]);
    }),
  ];
}

export function settingsOfSwitch(args: SwitchArguments): SwitchSettings {
  const { rm_static_route, rm_propagated_route, canary, probes } = args;
  return {
    removesStaticRoutes: rm_static_route,
    removesPropagations: rm_propagated_route,
    canary: canary.includes('auto') ? 'auto' : canary,
    probes: probes.flatMap(probeOf),
  };
}

type GivenProbe = SwitchArguments['probes'][number];

function probeOf(given: GivenProbe): readonly Probe[] {
  const { name, vpcs, after, timeout, tries, pause } = given;
  const [way] = waysOf(given);
  return way === undefined ? [] : [{ name, vpcs, stages: after, way, timeout, tries, pause }];
}

function waysOf({ command, tcp, http, status }: GivenProbe): readonly ProbeWay[] {
  return [
    ...(command === undefined ? [] : [{ kind: 'command', command } as const]),
    ...(tcp === undefined ? [] : [tcpOf(tcp)]),
    ...(http === undefined ? [] : [{ kind: 'http', url: http, status } as const]),
  ];
}

/** `host:port`, `[2001:db8::1]:443` */
function tcpOf(written: string): ProbeWay {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+)):(\d{1,5})$/.exec(written) ?? [];
  return { kind: 'tcp', host: bracketed ?? plain ?? '', port: Number(port ?? 0) };
}

function flawOf(name: string, way: ProbeWay | undefined): readonly string[] {
  if (way?.kind === 'tcp' && (way.host === '' || way.port < 1 || way.port > 65_535))
    return [`tcp of the probe ${name} is not host:port`];
  if (way?.kind === 'http' && !(/^https?:\/\//.test(way.url) && URL.canParse(way.url)))
    return [`http of the probe ${name} is not a URL that begins with http:// or https://`];
  return [];
}
