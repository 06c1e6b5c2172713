import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { FileStatus } from '../../engine/module.ts';
import { timesToSet, type FileTimes, type TimeArguments } from './file-times.ts';

/** One deed on the way to a state. */
export type Step =
  | { readonly do: 'remove'; readonly recursive: boolean }
  | { readonly do: 'make-directory' }
  | { readonly do: 'make-file' }
  | { readonly do: 'link'; readonly target: string; readonly symbolic: boolean }
  | ({ readonly do: 'touch' } & FileTimes);

/** What stands where the file is to be. */
export interface FileFacts {
  readonly status: FileStatus | undefined;
  readonly followed: FileStatus | undefined;
  readonly target: FileStatus | undefined;
  /** It is a folder with something in it. */
  readonly isFull: boolean;
}

export interface StateArguments extends TimeArguments {
  readonly path: string;
  readonly src?: string;
  readonly force: boolean;
}

/** What is to be done so that the path has the state and its times; throws where it cannot come to that. */
export function stepsFor(state: string, args: StateArguments, facts: FileFacts): readonly Step[] {
  const steps = stateSteps(state, args, facts);
  if (state === 'absent') return steps;
  const isLink = state === 'link' || state === 'hard';
  // A link has no times of its own: without a target there is nothing that could have them.
  if (isLink && facts.target === undefined) return steps;
  const usual = state === 'touch' ? 'now' : 'preserve';
  const times = timesToSet(args, usual, isLink ? facts.target : facts.followed);
  return times === undefined ? steps : [...steps, { do: 'touch', ...times }];
}

function stateSteps(state: string, args: StateArguments, facts: FileFacts): readonly Step[] {
  const { status, followed } = facts;
  switch (state) {
    case 'absent':
      return status === undefined ? [] : [{ do: 'remove', recursive: status.type === 'directory' }];
    case 'directory':
      if (followed === undefined) return [{ do: 'make-directory' }];
      if (followed.type !== 'directory') throw wrongType(args.path, followed.type, 'a directory');
      return [];
    case 'file':
      if (followed === undefined)
        throw new DroverError('module-failed', {
          detail: `file (${args.path}) is absent, cannot continue`,
          help: 'Use state: touch to make an empty file, or copy or template to make one with content.',
        });
      if (followed.type === 'directory')
        throw new DroverError('module-failed', {
          detail: `file (${args.path}) is directory, cannot continue`,
          help: 'Use state: directory to set the attributes of a folder.',
        });
      return [];
    case 'touch':
      return followed === undefined ? [{ do: 'make-file' }] : [];
    default:
      return linkSteps(state, args, facts);
  }
}

function linkSteps(state: string, args: StateArguments, facts: FileFacts): readonly Step[] {
  const { status, target } = facts;
  const symbolic = state === 'link';
  const src = args.src ?? '';
  if (target === undefined && !(symbolic && args.force)) {
    throw new DroverError('file-not-found', {
      detail: symbolic
        ? `src file does not exist, use "force=yes" if you really want to create the link: ${src}`
        : 'src does not exist',
      help: 'Make the target first, or set force: true.',
    });
  }
  if (symbolic && status?.type === 'link' && status.target === src) return [];
  if (
    !symbolic &&
    status !== undefined &&
    target !== undefined &&
    status.inode === target.inode &&
    status.device === target.device
  )
    return [];
  const link: Step = { do: 'link', target: symbolic ? src : besideOf(args.path, src), symbolic };
  if (status === undefined) return [link];
  if (status.type !== 'link' && !args.force)
    throw new DroverError('module-failed', {
      detail: `refusing to convert from ${status.type} to ${symbolic ? 'symlink' : 'hard link'} for ${args.path}`,
      help: 'Set force: true to put the link in its place.',
    });
  if (facts.isFull)
    throw new DroverError('module-failed', {
      detail: `the directory ${args.path} is not empty, refusing to convert it`,
      help: 'Remove it first (state: absent) if what is in it is no longer needed.',
    });
  return [{ do: 'remove', recursive: false }, link];
}

function wrongType(path: string, is: string, wanted: string): DroverError {
  return new DroverError('module-failed', {
    detail: `${path} already exists as a ${is}`,
    help: `Remove it first (state: absent) to make ${wanted} of it.`,
  });
}

/** Where a link beside `path` points. */
export function besideOf(path: string, target: string): string {
  return target.startsWith('/') ? target : `${path.slice(0, path.lastIndexOf('/') + 1)}${target}`;
}
