import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';

/**
 * The address of this machine that packets to a host would have; undefined where no way leads there. Nothing is sent.
 * Behind address translation the host sees another one.
 */
export function ownAddressTowards(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    const end = (address: string | undefined): void => {
      socket.close();
      resolve(address);
    };
    socket.once('error', () => {
      end(undefined);
    });
    // A name that cannot be resolved, or no route: the error comes as an event.
    socket.connect(port, host, () => {
      end(socket.address().address);
    });
  });
}
