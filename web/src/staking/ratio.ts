/** Exact fractions. Where a chain rounds, the rule of that chain says where and how; nothing here rounds by itself. */

export class Ratio {
  static readonly ZERO = new Ratio(0n, 1n);
  static readonly ONE = new Ratio(1n, 1n);

  readonly over: bigint;
  readonly under: bigint;

  /** In lowest terms; `under` is positive. */
  private constructor(over: bigint, under: bigint) {
    this.over = over;
    this.under = under;
  }

  static of(over: bigint | number, under: bigint | number = 1n): Ratio {
    const [a, b] = [BigInt(over), BigInt(under)];
    if (b === 0n) throw new RangeError("a fraction of nothing");
    const sign = b < 0n ? -1n : 1n;
    const divisor = commonDivisor(a < 0n ? -a : a, b * sign) || 1n;
    return new Ratio((a * sign) / divisor, (b * sign) / divisor);
  }

  /** Reads a decimal such as `0.67`, exactly; nothing for what is none. */
  static parse(text: string): Ratio | undefined {
    const plain = text.normalize("NFKC").replace(/[\s,_]/g, "");
    const match = /^(-?)(\d+)(?:\.(\d*))?$|^(-?)\.(\d+)$/.exec(plain);
    if (!match) return undefined;
    const [, , whole = "0", part = "", , bare = ""] = match;
    const fraction = part + bare;
    const size = Ratio.of(BigInt(whole + fraction), 10n ** BigInt(fraction.length));
    return plain.startsWith("-") ? Ratio.ZERO.minus(size) : size;
  }

  /** As `parse`, for numbers that stand in the program. */
  static read(text: string): Ratio {
    const read = Ratio.parse(text);
    if (!read) throw new RangeError(`not a decimal: ${text}`);
    return read;
  }

  plus(other: Ratio): Ratio {
    return Ratio.of(this.over * other.under + other.over * this.under, this.under * other.under);
  }

  minus(other: Ratio): Ratio {
    return Ratio.of(this.over * other.under - other.over * this.under, this.under * other.under);
  }

  times(other: Ratio | bigint | number): Ratio {
    const by = other instanceof Ratio ? other : Ratio.of(other);
    return Ratio.of(this.over * by.over, this.under * by.under);
  }

  by(other: Ratio | bigint | number): Ratio {
    const to = other instanceof Ratio ? other : Ratio.of(other);
    return Ratio.of(this.over * to.under, this.under * to.over);
  }

  compare(other: Ratio): number {
    const difference = this.over * other.under - other.over * this.under;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  atMost(other: Ratio): Ratio {
    return this.compare(other) > 0 ? other : this;
  }

  atLeast(other: Ratio): Ratio {
    return this.compare(other) < 0 ? other : this;
  }

  within(least: Ratio, most: Ratio): Ratio {
    return this.atLeast(least).atMost(most);
  }

  /** Rounded down, also below zero. */
  floor(): bigint {
    const whole = this.over / this.under;
    return this.over < 0n && whole * this.under !== this.over ? whole - 1n : whole;
  }

  /** To so many decimals, half to the even digit: how `Dec` of the Cosmos SDK multiplies and divides. */
  toEven(decimals: number): Ratio {
    const unit = 10n ** BigInt(decimals);
    const scaled = this.times(unit);
    const down = scaled.floor();
    const rest = scaled.minus(Ratio.of(down)).compare(HALF);
    return Ratio.of(rest > 0 || (rest === 0 && down % 2n !== 0n) ? down + 1n : down, unit);
  }

  /** A decimal of exactly so many digits, the rest cut off: what is shown is never more than there is. */
  cut(decimals: number): string {
    const sign = this.over < 0n ? "-" : "";
    const size = this.over < 0n ? Ratio.of(-this.over, this.under) : this;
    const digits = size
      .times(10n ** BigInt(decimals))
      .floor()
      .toString()
      .padStart(decimals + 1, "0");
    const whole = digits.slice(0, digits.length - decimals);
    return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`;
  }

  /** For lengths of a drawing only. */
  toNumber(): number {
    return Number(this.cut(15));
  }
}

const HALF = Ratio.of(1, 2);

function commonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
