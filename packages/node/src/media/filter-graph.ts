import * as av from 'node-av';

function filter(graph: av.FilterGraph, kind: string, name: string, options?: string): av.FilterContext {
  const definition = av.Filter.getByName(kind);
  const context = definition && graph.createFilter(definition, name, options ?? null);
  if (!context) throw new Error(`The filter ${kind} is missing from this build of node-av`);
  return context;
}

/**
 * Builds a graph of one filter between sources, one for each of its inputs, and a sink. Free the graph.
 * @param options of the filter
 * @param sources what each source gives, as options of FFmpeg's `buffer`
 */
export async function buildGraph(
  kind: string,
  options: string,
  sources: readonly string[],
): Promise<{ graph: av.FilterGraph; inputs: av.FilterContext[]; sink: av.FilterContext }> {
  const graph = new av.FilterGraph();
  graph.alloc();
  const middle = filter(graph, kind, kind, options);
  const inputs = sources.map((format, index) => filter(graph, 'buffer', `in${index}`, format));
  const sink = filter(graph, 'buffersink', 'out');
  for (const [index, input] of inputs.entries())
    av.FFmpegError.throwIfError(input.link(0, middle, index), 'link a filter');
  av.FFmpegError.throwIfError(middle.link(0, sink, 0), 'link a filter');
  av.FFmpegError.throwIfError(await graph.config(), 'set up a filter graph');
  return { graph, inputs, sink };
}

/** The next frame that a graph has ready, if there is one; free it. */
export async function pull(sink: av.FilterContext): Promise<av.Frame | undefined> {
  const frame = new av.Frame();
  frame.alloc();
  const code = await sink.buffersinkGetFrame(frame);
  if (code >= 0) return frame;
  frame.free();
  if (code !== av.AVERROR_EAGAIN && code !== av.AVERROR_EOF) av.FFmpegError.throwIfError(code, 'filter a frame');
  return undefined;
}
