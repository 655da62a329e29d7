/** Whether the user wants things to move, and whether they asked for this one to move all the same. */
export class MotionPreference {
  private readonly query = matchMedia('(prefers-reduced-motion: reduce)');
  private consented = false;
  private isReduced = false;

  /** @param onChange told whether reduced motion is now preferred */
  constructor(private readonly onChange: (reduced: boolean) => void) {}

  /** Whether the user prefers reduced motion. */
  get reduced(): boolean {
    return this.isReduced;
  }

  /** Whether nothing may move. */
  get forbids(): boolean {
    return this.isReduced && !this.consented;
  }

  /** Hears of changes from now on. */
  watch(): void {
    this.query.addEventListener('change', this.follow);
    this.follow();
  }

  /** Hears of no change any more. */
  unwatch(): void {
    this.query.removeEventListener('change', this.follow);
  }

  /**
   * Acts where the preference is another than it was. Ask with every frame, too: in Chromium, whoever reads `matches`
   * before the event is due has had the news, and the event never comes.
   */
  readonly follow = (): void => {
    const reduced = this.query.matches;
    if (reduced === this.isReduced) return;
    this.isReduced = reduced;
    if (reduced) this.consented = false;
    this.onChange(reduced);
  };

  /**
   * Takes a click or a key of a moment ago for consent.
   * @throws DOMException `NotAllowedError` where nothing may move and there was none
   */
  askLeave(): void {
    this.follow();
    if (!this.forbids) return;
    const { userActivation } = navigator as Partial<Navigator>;
    if (userActivation?.isActive !== true) throw new DOMException('The user prefers reduced motion', 'NotAllowedError');
    this.consented = true;
  }
}
