/**
 * @file Deep features of a picture: what the first half of LPIPS makes of it (SqueezeNet 1.1, ReLU of the first layer and
 * of the fifth fire module), each place's vector scaled to length 1. They are cut out of the LPIPS network, so one file
 * serves both.
 */
import type { OnnxRuntime } from 'dynamics-codec/generator';
import { LpipsError } from '../lpips.js';
import { planarSigned } from '../planar-signed.js';
import type { RgbPicture } from '../rgb-picture.js';
import { readOnnxGraph, tensorsNeeded, type OnnxGraph } from './onnx-part.js';

/** Vectors of features at places of a grid: `channels` planes of `height * width` numbers. */
export interface FeatureMap {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Sees pictures as deep features. Call `close` when done. */
export interface DeepFeatures {
  /** One map for each of {@link FEATURE_CHANNELS}. @param picture with sides of at least 32 pixels */
  of(picture: RgbPicture): Promise<readonly FeatureMap[]>;
  close(): Promise<void>;
}

/** Channels of the maps, finest first: stages 0 and 2 of LPIPS. */
export const FEATURE_CHANNELS = [64, 256] as const;
const STAGES = [0, 2] as const;
const INPUT = 'reference';

/**
 * Opens the part of the LPIPS network that makes features.
 * @param runtime onnxruntime-node or onnxruntime-web
 * @param model the ONNX file of LPIPS, see `openLpips`
 * @param options of `InferenceSession.create`
 * @throws LpipsError `BAD_MODEL`
 */
export async function openDeepFeatures(
  runtime: OnnxRuntime,
  model: Uint8Array,
  options: object = {},
): Promise<DeepFeatures> {
  const bad = (reason: string, cause?: unknown) =>
    new LpipsError('BAD_MODEL', `Expected the LPIPS network but ${reason}`, { cause });
  const graph = readOnnxGraph(model);
  if (!graph) throw bad('these bytes are no ONNX file');
  const stages = unitFeatures(graph);
  const names = STAGES.map((stage) => stages[stage]);
  if (!names.every((name) => name !== undefined)) throw bad(`this network has ${stages.length} stages of features`);
  const session = await runtime.InferenceSession.create(graph.part(names), options).catch((cause: unknown) => {
    throw bad('its part that makes features cannot be loaded', cause);
  });
  return {
    async of(picture) {
      const shape = [1, 3, picture.height, picture.width];
      const made = await session.run({ [INPUT]: new runtime.Tensor('float32', planarSigned(picture), shape) });
      return names.map((name, index): FeatureMap => {
        const { data, dims } = made[name]!;
        const [, channels = 0, height = 0, width = 0] = dims;
        if (channels !== FEATURE_CHANNELS[index]) throw bad(`its features have ${channels} channels`);
        return { channels, width, height, data: data as Float32Array };
      });
    },
    close: () => session.release(),
  };
}

/**
 * Names of the tensors of unit length, stage by stage: quotients that are made of convolutions of the first picture and of
 * nothing of the second.
 */
function unitFeatures({ nodes, inputs }: OnnxGraph): string[] {
  const others = inputs.filter((name) => name !== INPUT);
  return nodes
    .filter(({ operation }) => operation === 'Div')
    .flatMap(({ outputs }) => outputs)
    .filter((name) => {
      const needed = tensorsNeeded(nodes, [name]);
      const convolved = nodes.some(
        ({ operation, outputs }) => operation === 'Conv' && outputs.some((made) => needed.has(made)),
      );
      return convolved && needed.has(INPUT) && !others.some((other) => needed.has(other));
    });
}
