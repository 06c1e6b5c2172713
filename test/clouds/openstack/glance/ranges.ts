import type { CloudRequest } from '../http/exchange.ts';
import { badRequest, internalError, refuseInDetail } from './errors.ts';

/** A part of a file: from `start` up to, not including, `end`. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** The part of a file that a request asks for; nothing if it asks for the whole. */
export function rangeOf({ headers }: CloudRequest, size: number): Part | undefined {
  if (headers.range !== undefined) return parsed(headers.range, size);
  const content = headers['content-range'];
  return content === undefined ? undefined : contentRange(content, size);
}

function parsed(text: string, size: number): Part {
  if (text.includes(',')) {
    throw badRequest(
      'Requests with multiple ranges are not supported in Glance. You may make multiple single-range requests instead.',
    );
  }
  const match = /^bytes *= *(\d*) *- *(\d*)/i.exec(text);
  if (!match) throw refuseInDetail(416, 'Invalid Range header.');
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') throw internalError();
    return { start: Math.max(size - Number(last), 0), end: size };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) throw refuseInDetail(416, 'Invalid Range header.');
  if (start >= size) throw outside('Range', size);
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) };
}

/** No header of a request, but Glance has always taken it. */
function contentRange(text: string, size: number): Part {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(text);
  if (!match) throw refuseInDetail(416, 'Invalid Content-Range header.');
  const [start, end] = [Number(match[1]), Number(match[2]) + 1];
  if (start >= size) throw outside('Content-Range', size);
  return { start, end };
}

function outside(header: string, size: number): Error {
  return refuseInDetail(
    416,
    `Invalid start position in ${header} header. Start position MUST be in the inclusive range [0, ${size - 1}].`,
  );
}
