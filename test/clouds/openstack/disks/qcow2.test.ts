import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sizeOf } from '../http/bytes.ts';
import { fromQcow2, isQcow2, toQcow2 } from './qcow2.ts';
import { copySparse, fingerprintOf, makeBlank, writeParts, writeSparse } from './sparse-file.ts';

const MIB = 1 << 20;
const SIZE = 513 * MIB + 1536;

describe('Sparse files and images of them', function () {
  this.timeout(60_000);
  let folder: string;
  let disk: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-disks-'));
    disk = join(folder, 'disk');
    // Data at the start, across the border of two tables of an image, and at an end that is no whole cluster.
    const gap = Buffer.alloc(MIB);
    const border = Array.from({ length: 511 }, () => gap);
    writeSparse(disk, [randomBytes(MIB), ...border, randomBytes(MIB + 1536)]);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const isSame = (one: string, other: string): boolean =>
    statSync(one).size === statSync(other).size && fingerprintOf(one) === fingerprintOf(other);
  const extract = (image: readonly Buffer[], to: string): string => {
    const { size, parts } = fromQcow2(image);
    writeParts(to, size, parts);
    return to;
  };

  it('take the space of their data, copies too', () => {
    const copy = join(folder, 'copy');
    copySparse(disk, copy);
    for (const path of [disk, copy]) {
      assert.equal(statSync(path).size, SIZE);
      assert.ok(statSync(path).blocks * 512 < 3 * MIB, `${path} has holes`);
    }
    assert.ok(isSame(disk, copy), 'the copy is the same');
    truncateSync(copy, SIZE - 1);
    assert.ok(!isSame(disk, copy), 'a byte less is seen');
    writeSparse(copy, [randomBytes(MIB)]);
    assert.notEqual(fingerprintOf(disk), fingerprintOf(copy));
  });

  it('become an image and a disk again, byte for byte', () => {
    const image = toQcow2(disk);
    assert.ok(isQcow2(image), 'it begins as such an image does');
    assert.ok(sizeOf(image) < 4 * MIB, 'what is zero takes no space');
    assert.ok(isSame(disk, extract(image, join(folder, 'back'))), 'the disk is the same');
  });

  // QEMU's tool is no part of what the fast tests need.
  const itWithQemu = existsSync('/usr/bin/qemu-img') ? it : it.skip;
  itWithQemu('become images as QEMU makes and reads them', () => {
    const image = join(folder, 'disk.qcow2');
    writeFileSync(image, Buffer.concat(toQcow2(disk)));
    execFileSync('qemu-img', ['check', '-q', image]);
    execFileSync('qemu-img', ['compare', '-q', '-f', 'qcow2', '-F', 'raw', image, disk]);
    const other = join(folder, 'other.qcow2');
    execFileSync('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', disk, other]);
    assert.ok(isSame(disk, extract([readFileSync(other)], join(folder, 'back'))), 'the disk is the same');
  });

  it('that are empty become images that are empty', () => {
    const path = join(folder, 'empty');
    makeBlank(path, 3 * MIB);
    const back = extract(toQcow2(path), join(folder, 'back'));
    assert.ok(readFileSync(back).equals(Buffer.alloc(3 * MIB)), 'the disk is the same');
  });
});
