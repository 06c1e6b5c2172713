import type { TaskContext } from '../../engine/module.ts';

/** What is sent with a request. */
export interface Body {
  readonly body?: string | Uint8Array;
  readonly contentType?: string;
}

/** The content of a file of the host, or of one that is looked for as roles and plays do. */
export async function sentFile(name: string, isRemote: boolean, context: TaskContext): Promise<Uint8Array> {
  return isRemote
    ? context.connection.files.read(name)
    : context.controller.files.read(context.findFile('files', name));
}
