/** Answers as AWS gives them, in the protocol of the service that was asked. */
import { randomUUID } from 'node:crypto';
import type { AwsAnswer, AwsRequest } from './wire.ts';
import { writeXml } from './xml.ts';

const EC2_NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';

/** A good answer of EC2. */
export function ec2Answer(action: string, content: Readonly<Record<string, unknown>>): AwsAnswer {
  const body = writeXml({ requestId: randomUUID(), ...content });
  return xml(200, `<${action}Response xmlns="${EC2_NAMESPACE}">${body}</${action}Response>`);
}

/** A good answer of a service that speaks the query protocol, such as IAM. */
export function queryAnswer(action: string, content: string): AwsAnswer {
  const result = `<${action}Result>${content}</${action}Result>`;
  const meta = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
  return xml(200, `<${action}Response>${result}${meta}</${action}Response>`);
}

export function jsonAnswer(content: unknown, status = 200): AwsAnswer {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
  return { status, headers, body: Buffer.from(JSON.stringify(content)) };
}

/** An error in the words of the service that was asked. */
export function errorAnswer(
  request: Pick<AwsRequest, 'service' | 'method'>,
  status: number,
  code: string,
  message: string,
): AwsAnswer {
  const id = randomUUID();
  const { service } = request;
  if (JSON_SERVICES.has(service)) return jsonAnswer({ __type: code, message }, status);
  if (service === 's3') {
    if (request.method === 'HEAD')
      return { status, headers: { 'x-amz-request-id': id }, body: Buffer.alloc(0) };
    return xml(status, `<Error>${writeXml({ Code: code, Message: message, RequestId: id })}</Error>`);
  }
  if (service === 'ec2') {
    const errors = `<Errors><Error>${writeXml({ Code: code, Message: message })}</Error></Errors>`;
    return xml(status, `<Response>${errors}<RequestID>${id}</RequestID></Response>`);
  }
  const error = writeXml({ Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message });
  return xml(status, `<ErrorResponse><Error>${error}</Error><RequestId>${id}</RequestId></ErrorResponse>`);
}

const JSON_SERVICES: ReadonlySet<string> = new Set(['ssm', 'servicequotas', 'directconnect']);

function xml(status: number, text: string): AwsAnswer {
  return {
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`),
  };
}

/** What a mend throws to have the call refused, in AWS's words. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
