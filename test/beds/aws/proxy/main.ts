/** main.ts PORT PORT_OF_MOTO: the proxy as a process. */
import { mends } from './mends.ts';
import { createProxy } from './server.ts';

const [port, motoPort] = process.argv.slice(2).map(Number);
if (port === undefined || motoPort === undefined) throw new Error('main.ts PORT PORT_OF_MOTO');
createProxy(motoPort, mends).listen(port, '127.0.0.1');
