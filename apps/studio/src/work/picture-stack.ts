import { chromaSide, type Picture } from 'dynamics-codec/picture';

/** Pictures of one size in one buffer, which moves between threads without a copy: per picture Y, U, V, tightly packed. */
export interface PictureStack {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Bytes that one picture of a size takes in a stack. */
export function pictureBytes(width: number, height: number): number {
  return width * height + 2 * chromaSide(width) * chromaSide(height);
}

/** Collects pictures into a stack, up to a number that is known beforehand. */
export class PictureStacker {
  private count = 0;
  private bytes: Uint8Array<ArrayBuffer> | undefined;
  private width = 0;
  private height = 0;

  /** @param limit number of pictures kept; later ones are let go */
  constructor(private readonly limit: number) {}

  /** Adds a copy of a picture. */
  add(picture: Picture): void {
    if (this.count >= this.limit) return;
    const size = pictureBytes(picture.width, picture.height);
    if (this.bytes === undefined) {
      this.width = picture.width;
      this.height = picture.height;
      this.bytes = new Uint8Array(size * this.limit);
    }
    const at = size * this.count++;
    this.bytes.set(picture.y, at);
    this.bytes.set(picture.u, at + picture.y.length);
    this.bytes.set(picture.v, at + picture.y.length + picture.u.length);
  }

  /** What was collected. */
  finish(): PictureStack {
    const used = this.count * pictureBytes(this.width, this.height);
    const bytes = this.bytes ?? new Uint8Array(0);
    return {
      width: this.width,
      height: this.height,
      count: this.count,
      bytes: bytes.length === used ? bytes : bytes.slice(0, used),
    };
  }
}

/** Picture `index` of a stack, sharing its memory. */
export function pictureAt({ width, height, bytes }: PictureStack, index: number): Picture {
  const size = pictureBytes(width, height);
  const luma = width * height;
  const chroma = (size - luma) / 2;
  const at = index * size;
  return {
    width,
    height,
    y: bytes.subarray(at, at + luma),
    u: bytes.subarray(at + luma, at + luma + chroma),
    v: bytes.subarray(at + luma + chroma, at + size),
  };
}
