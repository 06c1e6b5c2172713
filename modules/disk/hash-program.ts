/**
 * What reads chunks of a disk where it is, for python3 (3.6 and later), whose hashes are OpenSSL's: half the processor time
 * of programs of coreutils between pipes, and small chunks cost no more than large ones.
 *
 * `DEVICE SIZE CHUNK FINDS_ZEROS BESIDE RANGE...`, where a range is `FROM-TO` in chunks. It prints `INDEX HASH` a chunk in
 * any order, or `INDEX zeros` for one of zeros where these are looked for. Where it cannot read, it says on its error
 * stream that the disk is `unreadable`, and ends with 1.
 *
 * `nbd:SOCKET` in place of a device is a server of NBD, which each worker connects to (the fixed newstyle handshake with
 * NBD_OPT_EXPORT_NAME, then NBD_CMD_READ with simple replies: proto.md of the NBD project). One that has gone is told in
 * other words than a disk that cannot be read.
 */
export const hashProgram = `
import hashlib, os, socket, struct, sys, threading, time

device, size, chunk, finds_zeros, beside = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == '1', sys.argv[5] == '1'
STEP = 1 << 20
ZEROS = bytes(STEP)
if beside:
    os.nice(5)
is_nbd = device.startswith('nbd:')
disk = None if is_nbd else os.open(device, os.O_RDONLY)
own = threading.local()
ranges = (range(*map(int, pair.split('-'))) for pair in sys.argv[6:])
numbers = (number for numbers in ranges for number in numbers)
lock = threading.Lock()
told = time.monotonic()

class Gone(Exception):
    pass

def receive(link, length):
    data = bytearray(length)
    view = memoryview(data)
    while view:
        count = link.recv_into(view)
        if not count:
            raise Gone('the server of the disk has gone')
        view = view[count:]
    return data

def connect():
    link = socket.socket(socket.AF_UNIX)
    link.connect(device[4:])
    receive(link, 18)
    link.sendall(struct.pack('>I8sII', 3, b'IHAVEOPT', 1, 0))
    receive(link, 10)
    return link

def read_nbd(at, length):
    try:
        if not hasattr(own, 'link'):
            own.link = connect()
        own.link.sendall(struct.pack('>IHHQQI', 0x25609513, 0, 0, at, at, length))
        error = struct.unpack('>IIQ', receive(own.link, 16))[1]
        data = b'' if error else receive(own.link, length)
    except OSError as reason:
        raise Gone(str(reason))
    if error == 108:
        raise Gone('the server of the disk goes')
    if error:
        raise OSError(error, os.strerror(error))
    return data

def read(at, length):
    if is_nbd:
        return read_nbd(at, length)
    data = os.pread(disk, length, at)
    if not data:
        raise OSError('there is nothing more at byte %d' % at)
    return data

def content(number):
    at = start = number * chunk
    end = min(start + chunk, size)
    total = None if finds_zeros else hashlib.sha256()
    while at < end:
        data = read(at, min(STEP, end - at))
        if total is None and data != ZEROS[:len(data)]:
            total = hashlib.sha256()
            for behind in range(start, at, STEP):
                total.update(ZEROS[:min(STEP, at - behind)])
        if total is not None:
            total.update(data)
        at += len(data)
    return 'zeros' if total is None else total.hexdigest()

def tell(line):
    global told
    with lock:
        sys.stdout.write(line)
        if time.monotonic() - told > 0.2:
            sys.stdout.flush()
            told = time.monotonic()

def work():
    try:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            tell('%d %s\\n' % (number, content(number)))
    except (OSError, Gone) as error:
        sys.stderr.write('%s%s\\n' % ('' if isinstance(error, Gone) else 'unreadable: ', error))
        sys.stderr.flush()
        os._exit(1)

workers = [threading.Thread(target=work) for _ in range(min(4, len(os.sched_getaffinity(0))))]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
`;
