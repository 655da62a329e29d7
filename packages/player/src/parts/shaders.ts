/**
 * @file The pixel stage as shaders (GLSL ES 3.00), step by step what `src/render` does on the CPU: displacements rounded
 * to 1/64 pixel, luma by Keys' bicubic kernel with its weights in 1/128, chroma bilinearly at its own resolution, two
 * phases mixed with their contrast kept, light added, all of it lit by the tone, and the working colour space (full-range BT.601) turned into RGB.
 *
 * What costs is fetching from textures, above all where the GPU is a CPU: there each fetch of each pixel is about a
 * millisecond of a frame at 512x512, sixteen multiplications a third of one. So a texel of the luma texture holds all
 * sixteen neighbours that the kernel needs, as bytes of four integers, and whatever is smooth is worked out in a first
 * pass at a quarter of the pixels: chroma, and for two phases the local mean and the gain of the contrast, which ride
 * along in the two channels that chroma leaves free. The second pass then fetches flow, luma once per phase, and that.
 */
import { ALIKE_PIXELS, MAX_GAIN } from 'dynamics-codec/render';

/** Texture units of the samplers. A second key picture would take two more, and a second call of `luma` and `chroma`. */
export const UNITS = { flow: 0, luma: 1, chroma: 2, mean: 3, light: 4, cover: 5 } as const;

/** One triangle that covers everything. */
export const VERTEX = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0);
}`;

/** What both passes share. `flow` holds the first phase in xy and the second in zw, in luma pixels. */
const HEAD = (phases: number): string => `#version 300 es
#define PHASES ${phases}
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp usampler2D;
uniform sampler2D flow;
uniform sampler2D chroma;
uniform vec2 size;
uniform vec2 share;
uniform vec2 scale;
uniform float top;

/** Where a pixel lies, in pixels of what is drawn from, of which it is \`scale\` wide and high. */
vec2 place() {
  return vec2(gl_FragCoord.x, abs(top - gl_FragCoord.y)) * scale;
}

vec2 inUnits(vec2 displacement) {
  return floor(displacement * 64.0 + 0.5);
}
`;

/** Most by which contrast is lifted, less one. */
const LIFT = (MAX_GAIN - 1).toFixed(4);

/**
 * What one frame needs at chroma resolution: U and V in red and green; of two phases also the mean brightness around the
 * places they show in blue, and by how much contrast is lifted there in alpha, as a share of the most.
 */
export const chromaShader = ({ phases }: Pick<PictureVariant, 'phases'>): string => `${HEAD(phases)}
uniform sampler2D mean;
out vec4 result;

vec2 chromaAt(vec2 at) {
  return textureLod(chroma, at / size, 0.0).rg;
}

void main() {
  vec2 at = place();
  vec2 within = at / size;
#if PHASES == 0
  result = vec4(textureLod(chroma, within, 0.0).rg, 0.0, 0.0);
#else
  vec4 moved = textureLod(flow, within, 0.0) * 0.5;
  vec2 c = chromaAt(at + inUnits(moved.xy) / 64.0);
  result = vec4(c, 0.0, 0.0);
#if PHASES == 2
  vec4 cell = 2.0 * moved;
  vec2 apart = cell.xy - cell.zw;
  float alike = 1.0 / (1.0 + dot(apart, apart) / ${(ALIKE_PIXELS * ALIKE_PIXELS).toFixed(4)});
  float gain = inversesqrt(dot(share, share) + 2.0 * alike * share.x * share.y);
  float local = share.x * textureLod(mean, (at + 0.5 * cell.xy) / size, 0.0).r + share.y * textureLod(mean, (at + 0.5 * cell.zw) / size, 0.0).r;
  result = vec4(mix(c, chromaAt(at + inUnits(moved.zw) / 64.0), share.y), local / 255.0, (gain - 1.0) / ${LIFT});
#endif
#endif
}`;

/** What varies between programs: the number of phases, and of the second pass also the rest. */
export interface PictureVariant {
  readonly phases: number;
  readonly lit: boolean;
  /** Whether a texel of `luma` has four rows of four neighbours (RGBA32UI), or its own row's only (R32UI). */
  readonly square: boolean;
  /** Whether what lies behind shows through: colours then come multiplied by their alpha. */
  readonly clear: boolean;
}

/** The finished pixels of one frame, from its luma and the pass before. */
export const pictureShader = ({ phases, lit, square, clear }: PictureVariant): string => `${HEAD(phases)}
#define LIT ${lit ? 1 : 0}
#define SQUARE ${square ? 1 : 0}
#define CLEAR ${clear ? 1 : 0}
uniform usampler2D luma;
uniform sampler2D light;
uniform vec2 chromaStep;
uniform vec4 tone;
#if CLEAR == 1
uniform usampler2D cover;
uniform float matte;
#endif
out vec4 result;

vec4 kernel(float f) {
  vec3 w = floor(vec3(((-64.0 * f + 128.0) * f - 64.0) * f, ((-192.0 * f + 256.0) * f + 64.0) * f, (64.0 * f - 64.0) * f * f) + 0.5);
  return vec4(w.x, 128.0 - w.x - w.y - w.z, w.y, w.z);
}

/** Rows y-1, y, y+1, y+2 of a plane around a pixel, each with x-1, x, x+1, x+2 from the lowest byte up. */
uvec4 around(usampler2D plane, ivec2 i) {
#if SQUARE == 1
  return texelFetch(plane, i, 0);
#else
  int last = int(size.y) - 1;
  return uvec4(
    texelFetch(plane, ivec2(i.x, max(i.y - 1, 0)), 0).x,
    texelFetch(plane, i, 0).x,
    texelFetch(plane, ivec2(i.x, min(i.y + 1, last)), 0).x,
    texelFetch(plane, ivec2(i.x, min(i.y + 2, last)), 0).x);
#endif
}

/**
 * A plane at a place in 1/64 pixel, in the CPU's very integers. Columns are summed two at a time in the halves of one
 * integer; 8192, which no sum undershoots, keeps both halves positive.
 */
float sampleAt(usampler2D plane, vec2 units) {
  vec2 at = clamp(units, vec2(0.0), (size - 1.0) * 64.0) / 64.0;
  vec2 whole = floor(at);
  vec2 f = at - whole;
  uvec4 rows = around(plane, ivec2(whole));
  uvec4 ky = uvec4(ivec4(kernel(f.y)));
  uvec4 odd = rows & 0x00ff00ffu;
  uvec4 even = (rows >> 8) & 0x00ff00ffu;
  uint bias = 0x20002000u;
  uint a = bias + odd.x * ky.x + odd.y * ky.y + odd.z * ky.z + odd.w * ky.w;
  uint b = bias + even.x * ky.x + even.y * ky.y + even.z * ky.z + even.w * ky.w;
  vec4 columns = vec4(ivec4(a & 0xffffu, b & 0xffffu, a >> 16, b >> 16)) - 8192.0;
  return clamp(floor((dot(kernel(f.x), columns) + 8192.0) / 16384.0), 0.0, 255.0);
}

void main() {
  vec2 at = place();
  vec2 here = (at - 0.5) * 64.0;
#if PHASES == 0
  vec4 moved = vec4(0.0);
#else
  vec4 moved = textureLod(flow, at / size, 0.0);
#endif
  float y = sampleAt(luma, here + inUnits(moved.xy));
  vec4 c = textureLod(chroma, at * chromaStep, 0.0);
#if PHASES == 2
  float mixed = mix(y, sampleAt(luma, here + inUnits(moved.zw)), share.y);
  y = floor(clamp(mixed + (mixed - c.b * 255.0) * c.a * ${LIFT}, 0.0, 255.0) + 0.5);
#endif
#if LIT == 1
  y = clamp(floor(y + textureLod(light, at / size, 0.0).r + 0.5), 0.0, 255.0);
#endif
  y = clamp(floor(128.5 + tone.w * (y - 128.0) + tone.x), 0.0, 255.0);
  vec2 uv = clamp(tone.w * (c.rg * 255.0 - 128.0) + tone.yz, -128.0, 127.0);
  vec3 rgb = vec3(y + 1.402 * uv.y, y - 0.3441363 * uv.x - 0.7141363 * uv.y, y + 1.772 * uv.x) / 255.0;
#if CLEAR == 1
  float a = sampleAt(cover, here + inUnits(moved.xy));
#if PHASES == 2
  a = mix(a, sampleAt(cover, here + inUnits(moved.zw)), share.y);
#endif
  a /= 255.0;
  result = vec4(clamp(clamp(rgb, 0.0, 1.0) - (1.0 - a) * matte, 0.0, a), a);
#else
  result = vec4(rgb, 1.0);
#endif
}`;
