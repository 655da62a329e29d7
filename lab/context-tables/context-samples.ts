/** Motion tokens of one clip at one price, as JSON. */
export interface TokenSample {
  readonly clip: string;
  /** Which of the encoder's ways to explain the motion. */
  readonly way: number;
  readonly price: number;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** `MotionTokens` whose typed arrays are plain ones. */
  readonly tokens: unknown;
}
