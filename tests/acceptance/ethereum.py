"""What the checklist needs of Ethereum below `cast`: Keccak, RLP, and signatures as nobody's wallet makes them.

Standard library only. The signing nonce is always k = 1, which gives the private key away to everybody who sees a
signature; the keys of a development network are public anyway. In return a signature costs one multiplication, no curve
arithmetic, and the load of thousands of transfers is signed within seconds.
"""

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
# The x coordinate of secp256k1's generator, which is the point of k = 1. Its y is even.
GENERATOR_X = 0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798

MASK = (1 << 64) - 1
RATE = 136


def _round_constants():
    constants, register = [], 1
    for _ in range(24):
        constant = 0
        for exponent in range(7):
            if register & 1:
                constant |= 1 << ((1 << exponent) - 1)
            register <<= 1
            if register & 0x100:
                register ^= 0x171
        constants.append(constant)
    return constants


def _steps():
    """Where each lane goes, and by how many bits it is turned (rho and pi in one)."""
    steps, x, y = [(0, 0, 0)], 1, 0
    for count in range(24):
        target = y + 5 * ((2 * x + 3 * y) % 5)
        steps.append((x + 5 * y, target, ((count + 1) * (count + 2) // 2) % 64))
        x, y = y, (2 * x + 3 * y) % 5
    return steps


ROUNDS, STEPS = _round_constants(), _steps()


def _permute(state):
    for constant in ROUNDS:
        parity = [
            state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20]
            for x in range(5)
        ]
        mixed = []
        for x in range(5):
            turned = parity[(x + 1) % 5]
            mixed.append(parity[(x + 4) % 5] ^ ((turned << 1 | turned >> 63) & MASK))
        moved = [0] * 25
        for source, target, bits in STEPS:
            lane = state[source] ^ mixed[source % 5]
            moved[target] = (lane << bits | lane >> (64 - bits)) & MASK
        for y in range(0, 25, 5):
            a, b, c, d, e = moved[y : y + 5]
            state[y] = a ^ (~b & c)
            state[y + 1] = b ^ (~c & d)
            state[y + 2] = c ^ (~d & e)
            state[y + 3] = d ^ (~e & a)
            state[y + 4] = e ^ (~a & b)
        state[0] ^= constant


def keccak(data):
    """Keccak-256 as Ethereum has it: the padding of the competition, not of SHA-3."""
    padded = bytearray(data) + b"\x01"
    padded += bytes(-len(padded) % RATE)
    padded[-1] |= 0x80
    state = [0] * 25
    for block in range(0, len(padded), RATE):
        for lane in range(RATE // 8):
            start = block + 8 * lane
            state[lane] ^= int.from_bytes(padded[start : start + 8], "little")
        _permute(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state[:4])


def quantity(number):
    """An integer as RLP has it: without leading zeros, zero as nothing."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def rlp(item):
    """Encodes bytes, integers, and lists of them."""
    if isinstance(item, int):
        item = quantity(item)
    if isinstance(item, (bytes, bytearray)):
        if len(item) == 1 and item[0] < 0x80:
            return bytes(item)
        return _head(len(item), 0x80) + item
    body = b"".join(rlp(part) for part in item)
    return _head(len(body), 0xC0) + body


def _head(length, offset):
    if length < 56:
        return bytes([offset + length])
    size = quantity(length)
    return bytes([offset + 55 + len(size)]) + size


def unrlp(data):
    """The list that `data` encodes."""
    item, rest = _item(data)
    assert not rest, "bytes after the list"
    return item


def _item(data):
    first = data[0]
    if first < 0x80:
        return data[:1], data[1:]
    is_list, offset = first >= 0xC0, 0xC0 if first >= 0xC0 else 0x80
    start, length = 1, first - offset
    if length > 55:
        start = 1 + length - 55
        length = int.from_bytes(data[1:start], "big")
    body, rest = data[start : start + length], data[start + length :]
    if not is_list:
        return body, rest
    items = []
    while body:
        item, body = _item(body)
        items.append(item)
    return items, rest


def _sign(digest, key):
    """Parity and s of the signature with k = 1, s in the lower half."""
    s = (int.from_bytes(digest, "big") + GENERATOR_X * key) % ORDER
    return (0, s) if s <= ORDER // 2 else (1, ORDER - s)


def sign_dynamic(key, chain_id, nonce, to, value=0, data=b"", gas=100_000):
    """A signed transaction of type 2 (EIP-1559)."""
    fields = [chain_id, nonce, 0, 0, gas, to, value, data, []]
    parity, s = _sign(keccak(b"\x02" + rlp(fields)), key)
    return b"\x02" + rlp(fields + [parity, GENERATOR_X, s])


def sign_unprotected(key, nonce, to, value, gas=21_000):
    """A signed transaction of the time before EIP-155: valid on every chain."""
    fields = [nonce, 0, gas, to, value, b""]
    parity, s = _sign(keccak(rlp(fields)), key)
    return rlp(fields + [27 + parity, GENERATOR_X, s])


def with_high_s(raw):
    """The same transaction of type 2 with the other s that fits the same signer, which EIP-2 forbids."""
    *fields, parity, r, s = unrlp(raw[1:])
    parity, s = 1 - len(parity), ORDER - int.from_bytes(s, "big")
    return raw[:1] + rlp(fields + [parity, r, s])
