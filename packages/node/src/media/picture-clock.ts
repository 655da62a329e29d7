/** Files whose clock may start anew are those of transport streams and discs; a larger jump there is one. Seconds. */
const LARGEST_JUMP = 10;

/**
 * Gives times to decoded pictures. Decoders give pictures in the order in which they are shown, so times that stand
 * still or run backwards are wrong: streams without times of their own, packets that were cut out or renumbered, clips
 * glued together. Such a picture follows the one before it by the usual step.
 */
export class PictureClock {
  private last: number | undefined;
  private offset = 0;

  /**
   * @param start time of a first picture that says none, seconds
   * @param step seconds from picture to picture where the file does not say
   * @param jumps whether the clock of such a file may start anew, or jump
   */
  constructor(
    private readonly start: number,
    private readonly step: number,
    private readonly jumps: boolean,
  ) {}

  /**
   * The time of the next picture, later than that of the one before it.
   * @param known what the file says, seconds; undefined where it says nothing
   * @param duration of the picture before this one, seconds; 0 where the file does not say
   */
  next(known: number | undefined, duration: number): number {
    const { last } = this;
    if (last === undefined) return (this.last = known ?? this.start);
    const expected = last + (duration > 0 ? duration : this.step);
    const told = known === undefined ? undefined : known + this.offset;
    if (told !== undefined && this.jumps && Math.abs(told - expected) > LARGEST_JUMP) {
      this.offset += expected - told;
      return (this.last = expected);
    }
    return (this.last = told !== undefined && told > last ? told : expected);
  }
}
