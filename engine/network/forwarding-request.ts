import type * as Http from 'node:http';
import { forwarded } from './forwarded.ts';

/** A request function for plain HTTP over a proxy. */
export function forwardingRequest(proxy: URL, agent: Http.Agent, http: typeof Http) {
  return (url: URL, options: Http.RequestOptions, callback?: (response: Http.IncomingMessage) => void) =>
    http.request({ ...options, ...forwarded(url, proxy, headersOf(options.headers)), agent }, callback);
}

function headersOf(headers: Http.RequestOptions['headers']): Http.OutgoingHttpHeaders {
  return isList(headers) ? {} : { ...headers };
}

function isList(headers: Http.RequestOptions['headers']): headers is readonly string[] {
  return Array.isArray(headers);
}
