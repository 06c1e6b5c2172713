"""As much of a client as the set-up needs: one token, and lists and creations of JSON resources. Standard library only."""

import json
import time
import urllib.error
import urllib.request


def until(what, condition, seconds=150):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f'{what} is not there after {seconds} seconds')
        time.sleep(0.5)


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
        headers, body = self.call('POST', keystone + '/auth/tokens', {'auth': auth})
        self.token = headers['X-Subject-Token']
        self.project_id = body['token']['project']['id']

    def call(self, method, url, body=None):
        return self.send(method, url, 'application/json', None if body is None else json.dumps(body).encode())

    def upload(self, url, data):
        return self.send('PUT', url, 'application/octet-stream', data)

    def send(self, method, url, content_type, data):
        request = urllib.request.Request(url, data=data, method=method)
        request.add_header('Content-Type', content_type)
        if self.token:
            request.add_header('X-Auth-Token', self.token)
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
