import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import { isObject } from '../../http/exchange.ts';
import type { Route } from '../../http/routes.ts';
import { listReply, textOf, valuesOf, type IdentityContext } from '../entity.ts';
import { enforce } from '../policy.ts';
import { conflict, forbidden, notFound, refuse } from '../refusals.ts';
import type { ApplicationCredential } from '../rows.ts';
import { rolesOfToken } from '../tokens.ts';

const ALL = '/v3/users/:user/application_credentials';
const ONE = `${ALL}/:id`;

/** Passwords of one program for one project, made by the user. */
export const applicationCredentialRoutes: readonly Route<IdentityContext>[] = [
  { method: 'GET', path: ALL, handle: (context, { user = '' }) => listCredentials(context, user) },
  { method: 'POST', path: ALL, handle: (context, { user = '' }) => createCredential(context, user) },
  {
    method: 'GET',
    path: ONE,
    handle: (context, { user = '', id = '' }) => ({
      status: 200,
      body: { application_credential: view(find(context, 'get', user, id), context) },
    }),
  },
  {
    method: 'DELETE',
    path: ONE,
    handle(context, { user = '', id = '' }) {
      const row = find(context, 'delete', user, id);
      for (const token of context.state.tokens.all()) {
        if (token.applicationCredentialId === row.id) context.state.tokens.remove(token.id);
      }
      context.state.applicationCredentials.remove(row.id);
      return { status: 204 };
    },
  },
];

function listCredentials(context: IdentityContext, userId: string): CloudReply {
  enforce('list_application_credentials', context.caller, { userId });
  const name = context.request.query.get('name');
  const rows = context.state.applicationCredentials
    .by('user', userId)
    .filter((row) => name === null || row.name === name);
  return listReply(
    'application_credentials',
    rows.map((row) => view(row, context)),
    context.request,
  );
}

function createCredential(context: IdentityContext, userId: string): CloudReply {
  const { state, caller } = context;
  enforce('create_application_credential', caller, { userId });
  const values = valuesOf(context.request, 'application_credential');
  const name = textOf(values, 'name');
  if (caller.projectId === undefined)
    throw refuse(400, 'Could not find project in the token: a project is needed.');
  const by = state.applicationCredentials.get(caller.token.applicationCredentialId ?? '');
  if (by && by.unrestricted !== true) {
    throw forbidden(
      "Using method 'application_credential' is not allowed for managing additional application credentials.",
    );
  }
  if (state.applicationCredentials.by('user', userId).some((each) => each.name === name)) {
    throw conflict('application_credential', 'Duplicate entry found with name ' + name);
  }
  const secret = typeof values['secret'] === 'string' ? values['secret'] : state.ids.secret(64);
  const row = state.applicationCredentials.insert({
    id: state.ids.hex(),
    name,
    description: typeof values['description'] === 'string' ? values['description'] : null,
    user_id: userId,
    project_id: caller.projectId,
    roles: wantedRoles(context, values),
    unrestricted: typeof values['unrestricted'] === 'boolean' ? values['unrestricted'] : null,
    expires_at: typeof values['expires_at'] === 'string' ? microseconds(values['expires_at']) : null,
    secret,
  });
  return { status: 201, body: { application_credential: { ...view(row, context), secret } } };
}

function wantedRoles({ state, caller }: IdentityContext, values: JsonObject): string[] {
  const held = rolesOfToken(state, caller.token);
  const asked = values['roles'];
  if (!Array.isArray(asked)) return held.map((role) => role.id);
  return asked.map((each: unknown) => {
    const wanted = isObject(each) ? each : {};
    const role = held.find((one) => one.id === wanted['id'] || one.name === wanted['name']);
    if (!role)
      throw refuse(
        400,
        'Invalid application credential: Cannot create an application credential with unassigned role',
      );
    return role.id;
  });
}

function find(context: IdentityContext, verb: string, userId: string, id: string): ApplicationCredential {
  enforce(`${verb}_application_credential`, context.caller, { userId });
  const row = context.state.applicationCredentials.get(id);
  if (row?.user_id !== userId) throw notFound('Application Credential', id);
  return row;
}

function view(row: ApplicationCredential, { state, request }: IdentityContext): JsonObject {
  const { secret: _secret, roles, user_id: userId, ...shown } = row;
  return {
    ...shown,
    user_id: userId,
    roles: roles.flatMap((id) => state.roles.get(id) ?? []),
    system: null,
    links: { self: `${request.origin}/v3/application_credentials/${row.id}` },
  };
}

/** `2030-01-01T00:00:00.000000`, in UTC, as Keystone writes it. */
function microseconds(text: string): string {
  const time = Date.parse(/Z|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(time)) throw refuse(400, `Invalid input for field 'expires_at': '${text}' is no time`);
  return new Date(time).toISOString().replace('Z', '000');
}
