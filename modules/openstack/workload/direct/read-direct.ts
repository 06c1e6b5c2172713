import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { refusedFor, type Direct, type DirectRequest } from './direct.types.ts';
import { fromHypervisor } from './from-hypervisor.ts';
import { fromServers, namesServers } from './from-servers.ts';

/**
 * The disks of a server that are read directly: those of NBD servers that its record names, or else the files of its
 * hypervisor. Reads only. What stands against it is among the result, not thrown.
 */
export async function readDirect(request: DirectRequest): Promise<Direct> {
  try {
    return await (namesServers(request.params) ? fromServers(request) : fromHypervisor(request));
  } catch (error) {
    if (request.context.signal.aborted || !(error instanceof DroverError)) throw error;
    const { help } = error.diagnostic;
    return refusedFor(help === undefined ? error.message : `${error.message} ${help}`);
  }
}
