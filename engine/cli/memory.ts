import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 collect garbage once the heap has grown by half: left alone it lets it grow to four times what is in use, and a
 * run over 10,000 records takes as much memory as the machine has to give.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
}
