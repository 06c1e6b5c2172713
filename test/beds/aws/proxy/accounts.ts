/** Who calls: moto knows the account of a key, and the proxy asks it once a key. */
import type { Moto } from './moto.ts';
import type { AwsAnswer, AwsRequest } from './wire.ts';
import { textAt } from './xml.ts';

export interface Accounts {
  /** The account of a call's key; undefined for a session that was given out before the last reset. */
  of(request: AwsRequest): Promise<string | undefined>;
  /** Notes the session that an answer gives out. */
  note(request: AwsRequest, answer: AwsAnswer | undefined): void;
  /** Headers with which moto takes a call for one of the account. */
  headersOf(account: string, region: string): Promise<Readonly<Record<string, string>>>;
  clear(): void;
}

const OWN_KEY = 'AKIADROVERBEDDROVERB';
export const MAIN_ACCOUNT = '123456789012';

export function accountsOf(moto: Moto): Accounts {
  const known = new Map<string, Promise<string>>();
  const keys = new Map<string, Promise<string>>();
  const sessions = new Set<string>();
  const keyOf = async (account: string): Promise<string> => {
    if (account === MAIN_ACCOUNT) return OWN_KEY;
    const answer = await moto.ask(
      { headers: signedWith(OWN_KEY, 'us-east-1'), service: 'sts' },
      'AssumeRole',
      {
        RoleArn: `arn:aws:iam::${account}:role/bed`,
        RoleSessionName: 'bed',
      },
    );
    return textAt(answer, 'AssumeRoleResult', 'Credentials', 'AccessKeyId');
  };
  return {
    clear: () => {
      known.clear();
      keys.clear();
      sessions.clear();
    },
    note({ action }, answer) {
      const given = answer && /<AccessKeyId>([^<]+)</.exec(answer.body.toString())?.[1];
      if (action.startsWith('AssumeRole') && given !== undefined) sessions.add(given);
    },
    of(request) {
      // Moto would take it for one of the main account.
      if (request.accessKey.startsWith('ASIA') && !sessions.has(request.accessKey))
        return Promise.resolve(undefined);
      const found =
        known.get(request.accessKey) ??
        moto
          .ask({ headers: request.headers, service: 'sts' }, 'GetCallerIdentity')
          .then((answer) => textAt(answer, 'GetCallerIdentityResult', 'Account'));
      known.set(request.accessKey, found);
      return found;
    },
    async headersOf(account, region) {
      const key = keys.get(account) ?? keyOf(account);
      keys.set(account, key);
      return signedWith(await key, region);
    },
  };
}

/** Moto reads the key and the scope, and checks no signature. */
function signedWith(key: string, region: string): Readonly<Record<string, string>> {
  const scope = `${key}/20260101/${region}/ec2/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` };
}
