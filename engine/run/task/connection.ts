import { userInfo } from 'node:os';
import { DroverError } from '../../diagnostics/drover-error.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import type { Connection, DialTarget } from '../../module.ts';
import type { RunState } from '../run-state.ts';
import { become, becomingOf } from './becoming.ts';
import { connectionKey, connectionTarget } from './connection-target.ts';
import type { TaskFrame } from './frame.ts';
import { textKeyword } from './keywords.ts';
import type { TaskOptions } from './options.ts';
import { delegateEnvironment } from './delegate-environment.ts';

/** The machine that a task works on: the controller itself, or one that is reached when it is first used. */
export function connectionOf(
  frame: TaskFrame,
  environment: TemplateEnvironment,
  options: TaskOptions,
): Connection {
  const { run } = frame.play;
  const target = options.delegateTo ?? frame.host.name;
  const own =
    options.delegateTo === undefined ? environment : delegateEnvironment(frame, target, environment);
  const kind = connectionKind(frame, own, environment);
  if (kind === 'local') return localConnection(frame, environment, own);
  const open = run.world.connect;
  if (open === undefined) return unreachable(target, kind);
  const way = connectionTarget(frame, own, { host: target, kind, ...userOf(run, frame, environment) });
  const becoming = becomingOf(frame, environment, own);
  return lazyConnection(kind, async () => {
    const connection = await run.pool.get(
      connectionKey(way),
      () => open(way),
      async (opened) => opened.close?.(),
    );
    return become(connection, becoming, frame);
  });
}

/** This machine, as the user that runs drover: it cannot become another one. */
function localConnection(
  frame: TaskFrame,
  environment: TemplateEnvironment,
  own: TemplateEnvironment,
): Connection {
  const { run } = frame.play;
  const wanted = becomingOf(frame, environment, own)?.user;
  const user = userInfo().username;
  if (wanted === undefined || wanted === user) return run.world.controller;
  return lazyConnection('local', () =>
    Promise.reject(
      new DroverError('become-unsupported', {
        detail: `The task wants to run as ${wanted}, but drover runs as ${user} and does not become other users on its own machine.`,
        help: `Run drover as ${wanted}, or take become off the task.`,
        span: frame.task.keywords.become?.span,
      }),
    ),
  );
}

/** What the variables of the host say, else `connection` of the task; see `connectionVariables`. */
function connectionKind(
  frame: TaskFrame,
  own: TemplateEnvironment,
  environment: TemplateEnvironment,
): string {
  const known = own.scope.get('ansible_connection');
  if (typeof known === 'string') return known;
  const kind = textKeyword(frame.task.keywords.connection, 'connection', environment);
  return kind === undefined || kind === 'smart' ? (frame.play.run.request.connection ?? 'ssh') : kind;
}

function userOf(
  run: RunState,
  frame: TaskFrame,
  environment: TemplateEnvironment,
): { readonly user?: string } {
  const user =
    textKeyword(frame.task.keywords.remoteUser, 'remote_user', environment) ?? run.request.remoteUser;
  return user === undefined ? {} : { user };
}

/** A host or machine that nothing here reaches. */
export function unreachable(target: string, kind: string): Connection {
  return lazyConnection(kind, () =>
    Promise.reject(
      new DroverError('host-unreachable', {
        detail: `Failed to connect to the host ${target}: nothing here speaks ${kind}.`,
        help: `Set ansible_connection: local for ${target}, or connection: local for the play, if its tasks run on this machine.`,
      }),
    ),
  );
}

/** Modules that do not touch their host never open a connection to it. */
export function lazyConnection(kind: string, open: () => Promise<Connection>): Connection {
  const files = (): Promise<Connection['files']> => open().then((connection) => connection.files);
  return {
    kind: kind === 'local' ? 'local' : 'ssh',
    execute: async (command, options) => (await open()).execute(command, options),
    ...(kind === 'local' ? {} : { dial: async (target) => dialFrom(await open(), target) }),
    files: {
      status: async (...args) => (await files()).status(...args),
      read: async (...args) => (await files()).read(...args),
      write: async (...args) => (await files()).write(...args),
      list: async (...args) => (await files()).list(...args),
      makeDirectory: async (...args) => (await files()).makeDirectory(...args),
      remove: async (...args) => (await files()).remove(...args),
      rename: async (...args) => (await files()).rename(...args),
      link: async (...args) => (await files()).link(...args),
      changeMode: async (...args) => (await files()).changeMode(...args),
      changeOwner: async (...args) => (await files()).changeOwner(...args),
      changeTimes: async (...args) => (await files()).changeTimes(...args),
      realPath: async (...args) => (await files()).realPath(...args),
    },
  };
}

function dialFrom(connection: Connection, target: DialTarget): ReturnType<NonNullable<Connection['dial']>> {
  if (connection.dial !== undefined) return connection.dial(target);
  throw new DroverError('host-unreachable', {
    detail: 'The way to this host opens no sockets there.',
    help: 'Ask from this machine: delegate_to: localhost.',
  });
}
