import { randomBytes } from 'node:crypto';
import type { ControllerState, KnownGateway } from './state.ts';

export type Form = Readonly<Record<string, string>>;

export type Reply =
  | { readonly return: true; readonly results: unknown; readonly CID?: string }
  | { readonly return: false; readonly reason: string };

interface Action {
  readonly needs: readonly string[];
  readonly run: (state: ControllerState, form: Form) => Reply;
}

const done = (results: unknown): Reply => ({ return: true, results });
const refuse = (reason: string): Reply => ({ return: false, reason });

/** The actions that there are, by their names in the API. */
const actions: Readonly<Record<string, Action>> = {
  list_primary_and_ha_spoke_gateways: { needs: [], run: ({ gateways }) => done(gateways.map(gatewayRow)) },
  edit_gateway_advertised_cidr: { needs: ['gateway_name', 'cidr'], run: advertise },
  list_all_tgw_attachments: {
    needs: [],
    run: ({ attachments }) =>
      done(
        attachments.map(({ vpcId, transit }) => ({
          name: vpcId,
          vpc_id: vpcId,
          tgw_name: transit,
          avx_gw_name: '',
        })),
      ),
  },
  detach_vpc_from_tgw: { needs: ['vpc_name', 'tgw_name'], run: detach },
  check_task_status: { needs: ['request_id'], run: taskStatus },
};

/** Carries a form out. As the real one, it answers 200 whatever is wrong, and says so in the body. */
export function carryOut(state: ControllerState, form: Form): Reply {
  const name = form['action'];
  if (name === 'login') return logIn(state, form);
  const action = actions[name ?? ''];
  if (action === undefined) return refuse('valid action required');
  const left = state.sessions.get(form['CID'] ?? '');
  if (left === undefined || left <= 0) return refuse('CID is invalid or expired.');
  state.sessions.set(form['CID'] ?? '', left - 1);
  const missing = action.needs.find((key) => form[key] === undefined);
  return missing === undefined ? action.run(state, form) : refuse(`${missing} is required.`);
}

function logIn(state: ControllerState, { username = '', password = '' }: Form): Reply {
  if (username === '' || state.users.get(username) !== password)
    return refuse('Invalid username or password.');
  const CID = randomBytes(16).toString('base64url');
  state.sessions.set(CID, state.sessionCalls);
  return { return: true, results: `User login:${username} has been authenticated successfully`, CID };
}

function gatewayRow({ name, vpcId, region, account, standbyOf, advertised, isUp }: KnownGateway) {
  return {
    name,
    vpc_id: `${vpcId}~~${name}`,
    vpc_region: region,
    account_name: account,
    is_hagw: standbyOf === undefined ? 'no' : 'yes',
    include_cidr_list: advertised,
    vpc_state: isUp ? 'up' : 'down',
  };
}

function advertise(state: ControllerState, { gateway_name = '', cidr = '' }: Form): Reply {
  const gateway = state.gateways.find(({ name }) => name === gateway_name);
  if (gateway === undefined) return refuse(`Gateway ${gateway_name} does not exist.`);
  if (gateway.standbyOf !== undefined) return refuse(`${gateway_name} is not a primary gateway.`);
  if (gateway.notReady > 0) {
    gateway.notReady -= 1;
    return refuse(`${gateway_name} connection to transit is not ready`);
  }
  const cidrs = cidr === '' ? [] : cidr.split(',');
  const wrong = cidrs.find((one) => !/^\d+(?:\.\d+){3}\/\d+$/.test(one));
  if (wrong !== undefined) return refuse(`${wrong} is not a valid CIDR.`);
  const overlap = cidrs.find((one) => isTaken(one, gateway, state));
  if (overlap !== undefined) return refuse(`CIDR ${overlap} overlaps with an existing CIDR.`);
  gateway.advertised = cidrs;
  return done(`Successfully edited advertised CIDRs of ${gateway_name}`);
}

function isTaken(cidr: string, gateway: KnownGateway, { attachments, gateways }: ControllerState): boolean {
  return (
    attachments.some(({ cidrs }) => cidrs.includes(cidr)) ||
    gateways.some((other) => other !== gateway && other.advertised.includes(cidr))
  );
}

function detach(state: ControllerState, form: Form): Reply {
  const at = state.attachments.findIndex(
    ({ vpcId, transit }) => vpcId === form['vpc_name'] && transit === form['tgw_name'],
  );
  if (at < 0) return refuse(`VPC ${form['vpc_name'] ?? ''} is not attached to ${form['tgw_name'] ?? ''}.`);
  state.attachments.splice(at, 1);
  if (form['async'] !== 'true') return done('Successfully detached');
  const id = randomBytes(8).toString('hex');
  state.tasks.set(id, state.taskSteps);
  return done(id);
}

function taskStatus({ tasks }: ControllerState, { request_id = '' }: Form): Reply {
  const left = tasks.get(request_id);
  if (left === undefined) return refuse(`Request ${request_id} not found.`);
  if (left <= 0) return done('done');
  tasks.set(request_id, left - 1);
  return refuse('REQUEST_IN_PROGRESS');
}
