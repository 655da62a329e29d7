/** How far from what the user sees an element counts as near: a screen or two of scrolling. */
const NEAR = '1200px';

/** Whether an element is near what the user sees, for elements that load only then. */
export class Nearness {
  isNear = false;
  private readonly observer: IntersectionObserver;

  /** @param onNear called when the element comes near */
  constructor(
    private readonly element: Element,
    onNear: () => void,
  ) {
    this.observer = new IntersectionObserver(
      (entries) => {
        this.isNear = entries.at(-1)!.isIntersecting;
        if (this.isNear) onNear();
      },
      { rootMargin: NEAR },
    );
  }

  /** Watches from now on. */
  watch(): void {
    this.observer.observe(this.element);
  }

  /** Watches no more. */
  unwatch(): void {
    this.observer.disconnect();
    this.isNear = false;
  }
}
