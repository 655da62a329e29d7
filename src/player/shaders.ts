/**
 * @file The pixel stage as shaders (GLSL ES 3.00), step by step what `src/render` does on the CPU: displacements rounded
 * to 1/64 pixel, luma by Keys' bicubic kernel with its weights in 1/128, chroma bilinearly at its own resolution, two
 * phases mixed with their contrast kept, light added, and the working colour space (full-range BT.601) turned into RGB.
 *
 * Chroma is a pass of its own at a quarter of the pixels: it is what makes the shader agree with the CPU, and it is also
 * cheaper. The luma texture holds four neighbours of a row in one texel (x-1, x, x+1, x+2), so that the sixteen taps of
 * the kernel are four fetches; that is most of what a frame costs where the GPU is a CPU.
 */
import { ALIKE_PIXELS, MAX_GAIN, NO_GAIN } from '../render/index.js';

/** Texture units of the samplers. A second key picture would take two more, and a second call of `luma` and `chroma`. */
export const UNITS = { flow: 0, luma: 1, chroma: 2, mean: 3, light: 4 } as const;

/** One triangle that covers everything. */
export const VERTEX = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0);
}`;

/** What both passes share. `flow` holds the first phase in xy and the second in zw, in luma pixels. */
const HEAD = (phases: number): string => `#version 300 es
#define PHASES ${phases}
precision highp float;
precision highp sampler2D;
uniform sampler2D flow;
uniform sampler2D chroma;
uniform vec2 size;
uniform vec2 share;
uniform float top;

vec2 place() {
  return vec2(gl_FragCoord.x, abs(top - gl_FragCoord.y));
}

vec2 inUnits(vec2 displacement) {
  return floor(displacement * 64.0 + 0.5) / 64.0;
}
`;

/** Chroma of one frame at chroma resolution: U and V in red and green. */
export const chromaShader = (phases: number): string => `${HEAD(phases)}
out vec2 result;

vec2 chromaAt(vec2 at) {
  return textureLod(chroma, at / size, 0.0).rg;
}

void main() {
  vec2 at = place();
#if PHASES == 0
  result = chromaAt(at);
#else
  vec4 moved = textureLod(flow, at / size, 0.0) * 0.5;
  result = chromaAt(at + inUnits(moved.xy));
#if PHASES == 2
  result = mix(result, chromaAt(at + inUnits(moved.zw)), share.y);
#endif
#endif
}`;

/** The finished pixels of one frame, from its luma and the chroma of the pass before. */
export const pictureShader = (phases: number, lit: boolean): string => `${HEAD(phases)}
#define LIT ${lit ? 1 : 0}
uniform sampler2D luma;
uniform sampler2D mean;
uniform sampler2D light;
uniform vec2 chromaStep;
out vec4 result;

vec4 kernel(float f) {
  vec3 w = floor(128.0 * vec3(((-0.5 * f + 1.0) * f - 0.5) * f, ((-1.5 * f + 2.0) * f + 0.5) * f, (0.5 * f - 0.5) * f * f) + 0.5);
  return vec4(w.x, 128.0 - w.x - w.y - w.z, w.y, w.z) / 128.0;
}

float lumaAt(vec2 at) {
  vec2 from = clamp(at - 0.5, vec2(0.0), size - 1.0);
  vec2 whole = floor(from);
  vec2 f = from - whole;
  ivec2 i = ivec2(whole);
  if (f == vec2(0.0)) return texelFetch(luma, i, 0).g;
  int last = int(size.y) - 1;
  vec4 across = kernel(f.x);
  vec4 rows = vec4(
    dot(across, texelFetch(luma, ivec2(i.x, max(i.y - 1, 0)), 0)),
    dot(across, texelFetch(luma, i, 0)),
    dot(across, texelFetch(luma, ivec2(i.x, min(i.y + 1, last)), 0)),
    dot(across, texelFetch(luma, ivec2(i.x, min(i.y + 2, last)), 0)));
  return clamp(dot(kernel(f.y), rows), 0.0, 1.0);
}

float byte(float value) {
  return floor(value * 255.0 + 0.5);
}

void main() {
  vec2 at = place();
#if PHASES == 0
  float y = byte(texelFetch(luma, ivec2(at), 0).g);
#else
  vec4 moved = textureLod(flow, at / size, 0.0);
  float y = byte(lumaAt(at + inUnits(moved.xy)));
#endif
#if PHASES == 2
  float other = byte(lumaAt(at + inUnits(moved.zw)));
  float mixed = mix(y, other, share.y);
  vec4 cell = texelFetch(flow, ivec2(at / size * vec2(textureSize(flow, 0))), 0);
  vec2 apart = cell.xy - cell.zw;
  float alike = 1.0 / (1.0 + dot(apart, apart) / ${(ALIKE_PIXELS * ALIKE_PIXELS).toFixed(4)});
  float gain = min(${MAX_GAIN.toFixed(4)}, inversesqrt(dot(share, share) + 2.0 * alike * share.x * share.y));
  if (gain >= ${NO_GAIN.toFixed(4)}) {
    float local = share.x * textureLod(mean, (at + cell.xy) / size, 0.0).r + share.y * textureLod(mean, (at + cell.zw) / size, 0.0).r;
    mixed = clamp(local + (mixed - local) * gain, 0.0, 255.0);
  }
  y = floor(mixed + 0.5);
#endif
#if LIT == 1
  y = clamp(floor(y + textureLod(light, at / size, 0.0).r + 0.5), 0.0, 255.0);
#endif
  vec2 c = textureLod(chroma, at * chromaStep, 0.0).rg * 255.0 - 128.0;
  result = vec4(vec3(y + 1.402 * c.y, y - 0.3441363 * c.x - 0.7141363 * c.y, y + 1.772 * c.x) / 255.0, 1.0);
}`;
