/**
 * @file Cuts a part out of an ONNX network: the nodes that some of its tensors need, with those tensors as outputs. The
 * weights come along as bytes; of the format (onnx/onnx.proto) only what wires nodes together is read.
 */
import { joinedBytes } from 'dynamics-codec/math';
import { wireField, wireFields, wireText, type WireField } from './protobuf.js';

/** A node of a network: what it does, and the tensors that it reads and makes. */
export interface OnnxNode {
  /** For instance `Conv`. */
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A network, taken apart. */
export interface OnnxGraph {
  /** In an order in which they can run. */
  readonly nodes: readonly OnnxNode[];
  /** Names of the tensors that the network is given. */
  readonly inputs: readonly string[];
  /** The part of the network that makes these tensors of 32-bit floats, as an ONNX file. */
  part(outputs: readonly string[]): Uint8Array;
}

/** Field numbers of ModelProto, GraphProto, NodeProto, TensorProto and ValueInfoProto. */
const MODEL = { graph: 7 };
const GRAPH = { node: 1, weights: 5, input: 11, output: 12, valueInfo: 13 };
const NODE = { input: 1, output: 2, operation: 4 };
const NAME = { ofWeights: 8, ofValue: 1 };
/** `type { tensor_type { elem_type: FLOAT } }` of ValueInfoProto. */
const FLOAT_TYPE = wireField(2, wireField(1, Uint8Array.of(8, 1)));

/** Takes an ONNX file apart; undefined where the bytes are none. */
export function readOnnxGraph(model: Uint8Array): OnnxGraph | undefined {
  const fields = wireFields(model);
  const graph = fields?.find(({ number }) => number === MODEL.graph);
  const parts = graph && wireFields(graph.content);
  if (!fields || !parts) return undefined;
  const nodes = parts.filter(({ number }) => number === GRAPH.node).map(readNode);
  const names = (wanted: number, name: number) =>
    parts.filter(({ number }) => number === wanted).map((field) => nameOf(field, name));
  const weights = new Set(names(GRAPH.weights, NAME.ofWeights));
  return {
    nodes,
    inputs: names(GRAPH.input, NAME.ofValue).filter((name) => !weights.has(name)),
    part(outputs) {
      const needed = tensorsNeeded(nodes, outputs);
      const kept = parts.filter((field) => {
        const { number } = field;
        if (number === GRAPH.node) return readNode(field).outputs.some((name) => needed.has(name));
        if (number === GRAPH.weights) return needed.has(nameOf(field, NAME.ofWeights));
        if (number === GRAPH.input) return needed.has(nameOf(field, NAME.ofValue));
        return number !== GRAPH.output && number !== GRAPH.valueInfo;
      });
      const made = outputs.map((name) =>
        wireField(GRAPH.output, wireField(NAME.ofValue, new TextEncoder().encode(name)), FLOAT_TYPE),
      );
      const rest = fields.filter(({ number }) => number !== MODEL.graph).map(({ whole }) => whole);
      return joinedBytes([...rest, wireField(MODEL.graph, ...kept.map(({ whole }) => whole), ...made)]);
    },
  };
}

function readNode({ content }: WireField): OnnxNode {
  const fields = wireFields(content) ?? [];
  const texts = (wanted: number) => fields.filter(({ number }) => number === wanted).map(wireText);
  return { operation: texts(NODE.operation)[0] ?? '', inputs: texts(NODE.input), outputs: texts(NODE.output) };
}

function nameOf({ content }: WireField, wanted: number): string {
  const field = wireFields(content)?.find(({ number }) => number === wanted);
  return field ? wireText(field) : '';
}

/** All tensors that some tensors are made from, and those themselves. */
export function tensorsNeeded(nodes: readonly OnnxNode[], outputs: readonly string[]): ReadonlySet<string> {
  const needed = new Set(outputs);
  for (const { inputs, outputs: made } of [...nodes].reverse())
    if (made.some((name) => needed.has(name))) for (const name of inputs) needed.add(name);
  return needed;
}
