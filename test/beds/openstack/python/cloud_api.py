"""As much of a client as the set-up needs: one token, and lists and creations of JSON resources. Standard library only."""

import json
import urllib.request


class Cloud:
    def __init__(self, keystone, password, user='admin', project='admin'):
        domain = {'name': 'Default'}
        auth = {
            'identity': {
                'methods': ['password'],
                'password': {'user': {'name': user, 'domain': domain, 'password': password}},
            },
            'scope': {'project': {'name': project, 'domain': domain}},
        }
        self.token = None
        headers, _ = self.call('POST', keystone + '/auth/tokens', {'auth': auth})
        self.token = headers['X-Subject-Token']

    def call(self, method, url, body=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data=data, method=method)
        request.add_header('Content-Type', 'application/json')
        if self.token:
            request.add_header('X-Auth-Token', self.token)
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                text = answer.read()
                return answer.headers, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            raise SystemExit(f'{method} {url}: {error.code} {error.read().decode(errors="replace")}') from error

    def list(self, url, plural):
        return self.call('GET', url)[1][plural]

    def ensure(self, url, singular, body, plural=None, same=('name',)):
        """The resource that agrees with body in the fields `same`; made if there is none."""
        for one in self.list(url, plural or singular + 's'):
            if all(one.get(field) == body[field] for field in same):
                return one
        return self.call('POST', url, {singular: body})[1][singular]
