/**
 * What the frames of a decided group look like beside the original, as its encoder judged them. Plain data, all of it
 * means over frames: the view of several groups is the mean of theirs.
 */
export interface GroupView {
  /** What the coded key picture has lost, about as LPIPS. */
  readonly key: number;
  /** How much worse frames throughout the group are than the one that the key picture shows, about as LPIPS. */
  readonly away: number;
  /** Error of motion, speed that is missing included, in pixels of the analysis; see `Opinion`. */
  readonly motion: number;
  /** tOF of a still picture, in pixels of the analysis. */
  readonly stillError: number;
  /** Share of the change from frame to frame that is missing. */
  readonly stillness: number;
  /** How much too dark or too bright frames are on the whole, in levels. */
  readonly shade: number;
}

/** The view of some frames. */
export interface PartView {
  readonly frames: number;
  readonly view: GroupView;
}

/** The view of all frames of some parts, of which there is one at least. */
export function joinedView(parts: readonly PartView[]): GroupView {
  const all = parts.reduce((sum, { frames }) => sum + frames, 0);
  const meanOf = (part: keyof GroupView): number =>
    parts.reduce((sum, { frames, view }) => sum + (frames / all) * view[part], 0);
  return {
    key: meanOf('key'),
    away: meanOf('away'),
    motion: meanOf('motion'),
    stillError: meanOf('stillError'),
    stillness: meanOf('stillness'),
    shade: meanOf('shade'),
  };
}
