"""Writes the cases anew with the values that the real Ansible and Jinja give.

usage: python3 cases-from-ansible.py FILE...     (needs ansible-core, jmespath, netaddr and passlib)

Each line of a case file is JSON: an `expression`, and the `value` or the `error` that it gives with the variables of
`variables.json`. A new case needs its expression only. Types that JSON has not are kept apart: see `encode`.
"""
import json, os, sys, warnings

os.environ['ANSIBLE_JINJA2_NATIVE'] = '1'
os.environ['TZ'] = 'UTC'
warnings.filterwarnings('ignore')

from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.utils.display import Display
from jinja2.runtime import Undefined

Display.warning = Display.deprecated = lambda *args, **kwargs: None
here = os.path.dirname(os.path.abspath(__file__))


def encode(value):
    if isinstance(value, Undefined):
        return {'undefined': True}
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {'int': str(value)}
    if isinstance(value, float):
        return {'float': repr(value)}
    if isinstance(value, tuple):
        return {'tuple': [encode(item) for item in value]}
    if isinstance(value, (set, frozenset)):
        return {'set': sorted((encode(item) for item in value), key=json.dumps)}
    if isinstance(value, bytes):
        return {'bytes': value.hex()}
    if hasattr(value, 'items'):
        return {'dict': [[encode(key), encode(item)] for key, item in value.items()]}
    if hasattr(value, '__iter__'):
        return [encode(item) for item in value]
    return {'text': str(value)}


def variables():
    with open(os.path.join(here, 'variables.json')) as file:
        given = json.load(file)
    return {**given, 'big': 123456789012345678901234567890, 'fone': 1.0, 'files': os.path.join(here, 'lookups/files')}


def evaluate(source):
    given = variables()
    templar = Templar(loader=DataLoader(), variables=given)
    functions = {
        'lookup': templar._lookup,
        'query': templar._query_lookup,
        'range': range,
        'undef': templar._make_undefined,
    }
    expression = templar.environment.compile_expression(source, undefined_to_none=False)
    return encode(expression(**functions, **given))


def line_of(case):
    """As it is, but for lone surrogates, which UTF-8 cannot hold."""
    line = json.dumps(case, ensure_ascii=False)
    try:
        line.encode()
        return line
    except UnicodeEncodeError:
        return json.dumps(case)


for path in sys.argv[1:]:
    with open(path) as file:
        sources = [json.loads(line)['expression'] for line in file]
    with open(path, 'w') as file:
        for source in sources:
            case = {'expression': source}
            try:
                case['value'] = evaluate(source)
            except Exception as error:
                case['error'] = str(error).split('\n')[0][:160].replace(here, '')
            file.write(line_of(case) + '\n')
