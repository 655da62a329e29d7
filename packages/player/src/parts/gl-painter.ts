/**
 * @file Draws frames by WebGL2. All players of a page share one context: browsers allow some sixteen, shaders are then
 * compiled once, and a lost context is one event in one place. It draws to a canvas of its own that is never shown; each
 * player copies its picture from there, which browsers do on the GPU.
 */
import { chromaSide, createPicture, type Picture, type Plane } from 'dynamics-codec/picture';
import { localMean, type ComposedFrame } from 'dynamics-codec/render';
import type { Size } from '../display-size.js';
import type { Layer, Painter } from '../painter.js';
import { chromaShader, pictureShader, UNITS, VERTEX, type PictureVariant } from './shaders.js';

const ATTRIBUTES: WebGLContextAttributes = {
  alpha: true,
  antialias: false,
  depth: false,
  stencil: false,
  powerPreference: 'low-power',
};

/** Most pixels of a key picture whose luma texture may take 16 bytes for each; larger ones take 4, and are drawn slower. */
const MAX_SQUARE_PIXELS = 2 ** 21;

/** Pixels along a side of the picture that the GPU is timed on, and how often it is drawn. */
const PROBE_SIDE = 256;
const PROBE_PASSES = 4;
/** A GPU draws that picture in a tenth of this, a CPU that emulates one in twice this. */
const SLOW_PASS_MS = 1;

/** Most pixels that a picture is enlarged to, and where a CPU emulates the GPU. */
const MOST_PIXELS = 2 ** 22;
const MOST_PIXELS_EMULATED = 2 ** 18;

/** Offsets and gain of a picture that is lit as its key picture. */
const AS_IS = [0, 0, 0, 1];

const SHADERS = { chroma: chromaShader, picture: pictureShader };
type Pass = keyof typeof SHADERS;

interface Program {
  readonly program: WebGLProgram;
  readonly place: (name: string) => WebGLUniformLocation | null;
}

/** What is kept on the GPU for one key picture. */
interface KeyTextures {
  readonly luma: WebGLTexture;
  /** Alpha, as luma. */
  readonly cover: WebGLTexture | undefined;
  /** Whether the texels of luma and alpha have four rows each. */
  readonly square: boolean;
  readonly chroma: WebGLTexture;
  readonly warped: WebGLTexture;
  readonly target: WebGLFramebuffer;
  readonly flow: Grid;
  readonly light: Grid;
  mean: WebGLTexture | undefined;
}

/** A texture that is written anew for each frame. */
interface Grid {
  readonly texture: WebGLTexture;
  width: number;
  height: number;
  format: number;
}

/** Draws through one WebGL2 context. */
export class GlPainter implements Painter {
  readonly kind = 'webgl2';
  readonly mostPixels: number;
  private readonly gl: WebGL2RenderingContext;
  private readonly canvas: HTMLCanvasElement;
  private programs = new Map<string, Program>();
  private keys = new Map<Picture, KeyTextures>();
  private packed = new Float32Array(0);
  private pixels: ImageData | undefined;
  private full = false;
  private refused = false;

  private constructor(
    canvas: HTMLCanvasElement,
    gl: WebGL2RenderingContext,
    private readonly readsBack: boolean,
  ) {
    this.canvas = canvas;
    this.gl = gl;
    this.mostPixels = readsBack ? MOST_PIXELS_EMULATED : MOST_PIXELS;
    this.full = gl.getExtension('OES_texture_float_linear') !== null;
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      this.programs.clear();
      this.keys.clear();
    });
    canvas.addEventListener('webglcontextrestored', () => {
      this.full = gl.getExtension('OES_texture_float_linear') !== null;
    });
  }

  /**
   * A painter with a context of its own; `undefined` where the browser has no WebGL2 to give.
   * @param emulated whether a GPU that a CPU emulates will do
   * @param readsBack whether pixels go through memory instead of from canvas to canvas, which is quicker where the GPU is
   *   emulated and slower where it is not
   */
  static create(emulated: boolean, readsBack = emulated): GlPainter | undefined {
    const canvas = document.createElement('canvas');
    const gl = canvas.getContext('webgl2', { ...ATTRIBUTES, failIfMajorPerformanceCaveat: !emulated });
    if (gl === null) return undefined;
    const painter = new GlPainter(canvas, gl, readsBack);
    if (!painter.compiles()) return undefined;
    if (emulated || painter.passTime() < SLOW_PASS_MS) return painter;
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    return undefined;
  }

  /** The context, for tests and measurements. */
  get context(): WebGL2RenderingContext {
    return this.gl;
  }

  get isLost(): boolean {
    return this.refused || this.gl.isContextLost();
  }

  paint(target: CanvasRenderingContext2D, layers: readonly Layer[]): boolean {
    const first = layers[0];
    const { gl } = this;
    if (first === undefined || this.isLost) return false;
    const { width, height } = target.canvas;
    if (this.canvas.width < width || this.canvas.height < height) {
      this.canvas.width = Math.max(this.canvas.width, width);
      this.canvas.height = Math.max(this.canvas.height, height);
    }
    // Pixels that are read are multiplied by their alpha, those that a canvas is given must not be.
    const clear = layers.some(({ key }) => key.cover !== undefined);
    const readsBack = this.readsBack && !clear;
    const draw = (): void => layers.forEach((layer, i) => this.draw(layer, target.canvas, i === 0, readsBack));
    if (!this.unlessRefused(draw) || gl.isContextLost()) return false;
    if (readsBack) target.putImageData(this.readBack(width, height), 0, 0);
    else copy(this.canvas, target, width, height, clear);
    return true;
  }

  private readBack(width: number, height: number): ImageData {
    const { gl } = this;
    if (this.pixels?.width !== width || this.pixels.height !== height) this.pixels = new ImageData(width, height);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(this.pixels.data.buffer));
    return this.pixels;
  }

  release(key: Picture): void {
    const kept = this.keys.get(key);
    this.keys.delete(key);
    if (kept === undefined) return;
    const { gl } = this;
    const { luma, cover, chroma, warped, flow, light, mean } = kept;
    for (const texture of [luma, cover, chroma, warped, flow.texture, light.texture, mean])
      gl.deleteTexture(texture ?? null);
    gl.deleteFramebuffer(kept.target);
  }

  /**
   * Milliseconds of one pass over a picture of {@link PROBE_SIDE} pixels a side: tells GPUs from CPUs that emulate one, whatever
   * the browser says of them. What several passes take more than one leaves out the way there and back; the least of
   * three leaves out what else the machine did.
   */
  private passTime(): number {
    const { gl } = this;
    const key = createPicture(PROBE_SIDE, PROBE_SIDE);
    const still = { width: 2, height: 2, data: new Float32Array(8) };
    const layer: Layer = { key, frame: { phases: [{ flow: still, weight: 1 }] }, opacity: 1 };
    this.canvas.width = this.canvas.height = PROBE_SIDE;
    const pixel = new Uint8Array(4);
    const timeOf = (passes: number): number => {
      const start = performance.now();
      for (let i = 0; i < passes; i++) this.draw(layer, key, true, this.readsBack);
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      return performance.now() - start;
    };
    timeOf(1);
    const times = Array.from({ length: 3 }, () => (timeOf(PROBE_PASSES + 1) - timeOf(1)) / PROBE_PASSES);
    this.release(key);
    return Math.min(...times);
  }

  /** Compiles the shaders that most frames need: a driver that refuses them is as good as none. */
  private compiles(): boolean {
    return this.unlessRefused(() => {
      this.program('chroma', { phases: 1, lit: false, square: true, clear: false });
      this.program('picture', { phases: 1, lit: false, square: true, clear: false });
    });
  }

  private unlessRefused(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof ShaderError)) throw error;
      this.refused = true;
      return false;
    }
  }

  /** Draws a layer, enlarged to `width` and `height`. */
  private draw({ key, frame, opacity }: Layer, { width, height }: Size, opaque: boolean, fromTop: boolean): void {
    const { gl } = this;
    const kept = this.keys.get(key) ?? this.upload(key);
    const phases = frame.phases.length;
    const [a, b] = frame.phases;
    const total = (a?.weight ?? 0) + (b?.weight ?? 0);
    const share = total > 0 ? [(a?.weight ?? 0) / total, (b?.weight ?? 0) / total] : [1, 0];
    this.writeFlow(kept.flow, frame);
    if (phases === 2) kept.mean ??= this.meanTexture(localMean(key));
    if (frame.light !== undefined) this.writePlane(kept.light, frame.light);

    gl.disable(gl.BLEND);
    gl.bindFramebuffer(gl.FRAMEBUFFER, phases === 0 ? null : kept.target);
    if (phases > 0) {
      const size = [chromaSide(key.width), chromaSide(key.height)] as const;
      gl.viewport(0, 0, ...size);
      this.use('chroma', { phases, lit: false, square: true, clear: false }, { size, share, scale: [1, 1], top: 0 });
      this.bind(UNITS.flow, kept.flow.texture);
      this.bind(UNITS.chroma, kept.chroma);
      this.bind(UNITS.mean, kept.mean ?? kept.chroma);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
      gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    }
    if (!opaque) {
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.CONSTANT_ALPHA, gl.ONE_MINUS_CONSTANT_ALPHA);
      gl.blendColor(0, 0, 0, opacity);
    }
    gl.viewport(0, fromTop ? 0 : this.canvas.height - height, width, height);
    this.use(
      'picture',
      { phases, lit: frame.light !== undefined, square: kept.square, clear: kept.cover !== undefined },
      {
        size: [key.width, key.height],
        share,
        scale: [key.width / width, key.height / height],
        top: fromTop ? 0 : this.canvas.height,
        chromaStep: [0.5 / chromaSide(key.width), 0.5 / chromaSide(key.height)],
        tone: frame.tone === undefined ? AS_IS : [...frame.tone.offsets, frame.tone.gain],
        matte: (key.cover?.matte ?? 0) / 255,
      },
    );
    this.bind(UNITS.flow, kept.flow.texture);
    this.bind(UNITS.luma, kept.luma);
    this.bind(UNITS.chroma, phases === 0 ? kept.chroma : kept.warped);
    if (kept.cover !== undefined) this.bind(UNITS.cover, kept.cover);
    this.bind(UNITS.light, frame.light === undefined ? kept.chroma : kept.light.texture);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  private use(pass: Pass, variant: PictureVariant, values: Readonly<Record<string, number | readonly number[]>>): void {
    const { gl } = this;
    const { program, place } = this.program(pass, variant);
    gl.useProgram(program);
    for (const [name, value] of Object.entries(values)) {
      if (typeof value === 'number') gl.uniform1f(place(name), value);
      else if (value.length === 2) gl.uniform2fv(place(name), value);
      else gl.uniform4fv(place(name), value);
    }
  }

  private bind(unit: number, texture: WebGLTexture): void {
    this.gl.activeTexture(this.gl.TEXTURE0 + unit);
    this.gl.bindTexture(this.gl.TEXTURE_2D, texture);
  }

  private upload(key: Picture): KeyTextures {
    const { gl } = this;
    const { width, height } = key;
    const chroma = { width: chromaSide(width), height: chromaSide(height) };
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    const square = width * height <= MAX_SQUARE_PIXELS;
    const luma = this.planeTexture(key.y, key, square);
    const cover = key.cover && this.planeTexture(key.cover.alpha, key, square);
    const colour = this.texture(gl.LINEAR);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG8, chroma.width, chroma.height, 0, gl.RG, gl.UNSIGNED_BYTE, interleaved(key));
    const warped = this.texture(gl.LINEAR);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, chroma.width, chroma.height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    const target = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, warped, 0);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    const flow = { texture: this.texture(gl.LINEAR), width: 0, height: 0, format: 0 };
    const light = { texture: this.texture(gl.LINEAR), width: 0, height: 0, format: 0 };
    const kept: KeyTextures = { luma, cover, square, chroma: colour, warped, target, flow, light, mean: undefined };
    this.keys.set(key, kept);
    return kept;
  }

  /** A plane of the size of the picture, each sample with its neighbours. */
  private planeTexture(plane: Uint8Array, { width, height }: Picture, square: boolean): WebGLTexture {
    const { gl } = this;
    const texture = this.texture(gl.NEAREST);
    const rows = neighbourRows(plane, width, height);
    const [internal, format] = square ? [gl.RGBA32UI, gl.RGBA_INTEGER] : [gl.R32UI, gl.RED_INTEGER];
    const texels = square ? neighbourSquares(rows, width, height) : rows;
    gl.texImage2D(gl.TEXTURE_2D, 0, internal, width, height, 0, format, gl.UNSIGNED_INT, texels);
    return texture;
  }

  /** A new texture, bound to a unit that no sampler uses while drawing. */
  private texture(filter: number): WebGLTexture {
    const { gl } = this;
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE7);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    return texture;
  }

  private meanTexture({ width, height, data }: Plane): WebGLTexture {
    const { gl } = this;
    const texture = this.texture(gl.LINEAR);
    gl.texImage2D(gl.TEXTURE_2D, 0, this.full ? gl.R32F : gl.R16F, width, height, 0, gl.RED, gl.FLOAT, data);
    return texture;
  }

  private writePlane(grid: Grid, { width, height, data }: Plane): void {
    this.write(grid, width, height, data, this.full ? this.gl.R32F : this.gl.R16F, this.gl.RED);
  }

  /** One phase in a texture of two channels, two in one of four. */
  private writeFlow(grid: Grid, { phases: [a, b] }: ComposedFrame): void {
    if (a === undefined) return;
    const { gl } = this;
    const { width, height, data } = a.flow;
    if (b === undefined) {
      this.write(grid, width, height, data, this.full ? gl.RG32F : gl.RG16F, gl.RG);
      return;
    }
    if (this.packed.length !== width * height * 4) this.packed = new Float32Array(width * height * 4);
    const { packed } = this;
    const second = b.flow.data;
    for (let i = 0, to = 0; i < data.length; i += 2, to += 4) {
      packed[to] = data[i]!;
      packed[to + 1] = data[i + 1]!;
      packed[to + 2] = second[i]!;
      packed[to + 3] = second[i + 1]!;
    }
    this.write(grid, width, height, packed, this.full ? gl.RGBA32F : gl.RGBA16F, gl.RGBA);
  }

  private write(grid: Grid, width: number, height: number, data: Float32Array, internal: number, format: number): void {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE7);
    gl.bindTexture(gl.TEXTURE_2D, grid.texture);
    if (grid.width === width && grid.height === height && grid.format === format) {
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, format, gl.FLOAT, data);
      return;
    }
    gl.texImage2D(gl.TEXTURE_2D, 0, internal, width, height, 0, format, gl.FLOAT, data);
    grid.width = width;
    grid.height = height;
    grid.format = format;
  }

  private program(pass: Pass, variant: PictureVariant): Program {
    const name = `${pass} ${Object.values(variant).join(' ')}`;
    const known = this.programs.get(name);
    if (known !== undefined) return known;
    const { gl } = this;
    const program = gl.createProgram();
    const shaders = [
      [gl.VERTEX_SHADER, VERTEX],
      [gl.FRAGMENT_SHADER, SHADERS[pass](variant)],
    ] as const;
    for (const [kind, source] of shaders) {
      const shader = gl.createShader(kind);
      if (shader === null) continue;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
      gl.deleteShader(shader);
    }
    gl.linkProgram(program);
    if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true && !gl.isContextLost()) {
      throw new ShaderError(gl.getProgramInfoLog(program) ?? '');
    }
    gl.useProgram(program);
    for (const [sampler, unit] of Object.entries(UNITS)) gl.uniform1i(gl.getUniformLocation(program, sampler), unit);
    const places = new Map<string, WebGLUniformLocation | null>();
    const place = (uniform: string): WebGLUniformLocation | null => {
      if (!places.has(uniform)) places.set(uniform, gl.getUniformLocation(program, uniform));
      return places.get(uniform) ?? null;
    };
    const made = { program, place };
    this.programs.set(name, made);
    return made;
  }
}

class ShaderError extends Error {
  override readonly name = 'ShaderError';
}

/** Puts what a canvas shows in the place of what was there, or over it where that comes to the same. */
function copy(
  canvas: HTMLCanvasElement,
  target: CanvasRenderingContext2D,
  width: number,
  height: number,
  clear: boolean,
): void {
  if (clear) target.clearRect(0, 0, width, height);
  target.drawImage(canvas, 0, 0, width, height, 0, 0, width, height);
}

/** Samples with their neighbours in the row: bytes x-1, x, x+1, x+2 from the lowest up, clamped to the border. */
function neighbourRows(plane: Uint8Array, width: number, height: number): Uint32Array {
  const out = new Uint32Array(width * height);
  for (let row = 0, to = 0; row < height; row++) {
    const line = row * width;
    for (let x = 0; x < width; x++, to++) {
      const before = plane[line + Math.max(x - 1, 0)]!;
      const next = plane[line + Math.min(x + 1, width - 1)]!;
      const after = plane[line + Math.min(x + 2, width - 1)]!;
      out[to] = before | (plane[line + x]! << 8) | (next << 16) | (after << 24);
    }
  }
  return out;
}

/** Four such rows for each pixel: y-1, y, y+1, y+2. */
function neighbourSquares(rows: Uint32Array, width: number, height: number): Uint32Array {
  const out = new Uint32Array(rows.length * 4);
  for (let y = 0, to = 0; y < height; y++) {
    const above = Math.max(y - 1, 0) * width;
    const line = y * width;
    const below = Math.min(y + 1, height - 1) * width;
    const last = Math.min(y + 2, height - 1) * width;
    for (let x = 0; x < width; x++) {
      out[to++] = rows[above + x]!;
      out[to++] = rows[line + x]!;
      out[to++] = rows[below + x]!;
      out[to++] = rows[last + x]!;
    }
  }
  return out;
}

function interleaved({ u, v }: Picture): Uint8Array {
  const out = new Uint8Array(u.length * 2);
  for (let i = 0; i < u.length; i++) {
    out[2 * i] = u[i]!;
    out[2 * i + 1] = v[i]!;
  }
  return out;
}
