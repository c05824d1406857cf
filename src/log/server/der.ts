/**
 * As much of DER as a certificate takes (ITU-T X.690; the types of RFC 5280, section 4.1): each function
 * gives the encoding of one value, its tag and length included.
 */
export const der = {
  sequence: (...parts: readonly Buffer[]) => tagged(0x30, Buffer.concat(parts)),
  set: (...parts: readonly Buffer[]) => tagged(0x31, Buffer.concat(parts)),
  /** @param bytes big-endian two's complement, in as few bytes as it can be. */
  integer: (bytes: Uint8Array) => tagged(0x02, bytes),
  utf8: (text: string) => tagged(0x0c, Buffer.from(text)),
  bits: (bytes: Uint8Array) => tagged(0x03, Buffer.concat([Buffer.of(0), bytes])),
  /** @param dotted such as `2.5.4.3`. */
  objectIdentifier,
  time,
  /** Marks what follows as the field of that number. */
  field: (number: number, part: Buffer) => tagged(0xa0 | number, part),
};

function tagged(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(tag), lengthOf(content), content]);
}

/** Short up to 127; else the count of its bytes, with the top bit set, before them. */
function lengthOf({ length }: Uint8Array): Buffer {
  if (length < 0x80) {
    return Buffer.of(length);
  }
  const bytes = bigEndian(length, 256);
  return Buffer.of(0x80 | bytes.length, ...bytes);
}

function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const groups = [40 * first + second, ...rest].map((arc) => bigEndian(arc, 128));
  const bytes = groups.flatMap((group) =>
    group.map((byte, index) => (index < group.length - 1 ? 0x80 | byte : byte)),
  );
  return tagged(0x06, Buffer.from(bytes));
}

/** To the second, in UTC: years from 1950 to 2049 have two digits, and those after have four. */
function time(at: Date): Buffer {
  const digits = `${at.toISOString().replace(/[-:T]|\.\d+/g, '')}`;
  return at.getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(digits.slice(2)))
    : tagged(0x18, Buffer.from(digits));
}

function bigEndian(value: number, base: number): number[] {
  const low = value % base;
  return value < base ? [low] : [...bigEndian(Math.floor(value / base), base), low];
}
