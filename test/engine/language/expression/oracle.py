"""Fills case files with what the ansible-core on this machine gives (2.14; see cases/README.md).

usage: python3 oracle.py cases/text.jsonl ...

Native types are on, as in drover, but texts are left alone that merely look like a list or a number, and constants
are not folded into text. Tests do not need this script; it is for those who add cases.
"""
import json
import os
import sys

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'cases')


def prepare(native):
    os.environ['ANSIBLE_JINJA2_NATIVE'] = '1' if native else '0'
    os.environ['ANSIBLE_JINJA2_EXTENSIONS'] = 'jinja2.ext.do,jinja2.ext.loopcontrols'
    from itertools import chain, islice

    import ansible.template as templates
    from ansible.module_utils._text import to_text
    from ansible.utils.display import Display
    from jinja2 import pass_context

    def join(nodes):
        nodes = iter(nodes)
        head = list(islice(nodes, 2))
        if len(head) < 2:
            return head[0] if head else None
        return ''.join(to_text(node) for node in chain(head, nodes))

    environment = templates.AnsibleNativeEnvironment
    environment.concat = staticmethod(join)
    original = environment.__init__

    def initialise(self, *args, **named):
        original(self, *args, **named)
        finalize = self.finalize
        self.finalize = pass_context(lambda _context, value: finalize(value))
        self.optimized = False

    environment.__init__ = initialise
    for name in ('warning', 'display', 'deprecated'):
        setattr(Display, name, lambda *args, **named: None)
    return templates


def shape(value):
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {'int': str(value)}
    if isinstance(value, float):
        return {'float': repr(value)}
    if isinstance(value, tuple):
        return {'tuple': [shape(item) for item in value]}
    if isinstance(value, list):
        return [shape(item) for item in value]
    if isinstance(value, dict):
        return {'dict': [[shape(key), shape(item)] for key, item in value.items()]}
    if isinstance(value, (set, frozenset)):
        return {'set': sorted(map(repr, value))}
    if isinstance(value, bytes):
        return {'bytes': repr(value)}
    return {'other': type(value).__name__}


def evaluate(templates, loader, mode, source, variables):
    from ansible.playbook.conditional import Conditional

    templar = templates.Templar(loader=loader, variables=variables)
    if mode == 'condition':
        condition = Conditional(loader=loader)
        condition.when = [source]
        return bool(condition.evaluate_conditional(templar, variables))
    if mode == 'expression':
        return templar.template('{{ ' + source + ' }}', escape_backslashes=False)
    if mode == 'file':
        return templar.do_template(source, convert_data=False, escape_backslashes=False)
    return templar.template(source)


def fill(path):
    with open(path) as file:
        head, *lines = file.read().rstrip('\n').split('\n')
    described = json.loads(head)
    mode = described['mode']
    templates = prepare(native=mode != 'file')
    from ansible.parsing.dataloader import DataLoader

    loader = DataLoader()
    loader.set_basedir(os.path.join(HERE, 'templates'))
    with open(os.path.join(HERE, 'variables.json')) as file:
        shared = file.read()
    made = [head]
    for line in lines:
        case = json.loads(line)
        variables = case.get('vars') or described.get('vars') or json.loads(shared)
        variables = json.loads(json.dumps(variables))
        variables.setdefault('omit', '__omit_place_holder__')
        result = {'t': case['t']}
        try:
            result['v'] = shape(evaluate(templates, loader, mode, case['t'], variables))
        except Exception:
            result['error'] = True
        if 'vars' in case:
            result['vars'] = case['vars']
        made.append(json.dumps(result, ensure_ascii=False, separators=(',', ':')))
    with open(path, 'w') as file:
        file.write('\n'.join(made) + '\n')


if __name__ == '__main__':
    for each in sys.argv[1:]:
        # Native types are chosen when Ansible is loaded: one process a file.
        if os.fork() == 0:
            fill(each)
            os._exit(0)
        os.wait()
