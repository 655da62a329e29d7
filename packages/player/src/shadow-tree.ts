import type { PlayerAttributes } from './attributes.js';
import type { Media } from './media.js';
import type { ControlBar } from './parts/control-bar.js';
import type { StreamFacts } from './stream-facts.js';
import { sizeRule, STYLE } from './style.js';

/** The name of what a page does not name. */
const UNNAMED = 'Moving picture';

/** What stands in a player's shadow, and what assistive technology reads of it. */
export class ShadowTree {
  private readonly root: ShadowRoot;
  private readonly internals: ElementInternals;
  private readonly size = new CSSStyleSheet();
  /** As large as the pictures: the canvas over it may have more pixels. */
  private readonly measure = document.createElement('canvas');
  private readonly placeholder = document.createElement('slot');
  private readonly poster = document.createElement('img');
  private bar: ControlBar | undefined;
  private controls: Promise<void> | undefined;
  private facts: StreamFacts | undefined;

  constructor(
    private readonly host: PlayerAttributes,
    private readonly media: Media,
    private readonly canvas: HTMLCanvasElement,
  ) {
    this.root = host.attachShadow({ mode: 'open' });
    this.internals = host.attachInternals();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.root.adoptedStyleSheets = [sheet, this.size];
    canvas.part.add('picture');
    canvas.hidden = this.measure.hidden = true;
    canvas.setAttribute('aria-hidden', 'true');
    canvas.addEventListener('click', () => host.controls && media.toggle());
    this.poster.className = 'poster';
    this.poster.alt = '';
    this.poster.hidden = true;
    this.measure.className = 'measure';
    this.root.append(canvas, this.measure, this.poster, this.placeholder);
  }

  /** Brings size, placeholders, controls and the names that assistive technology reads in line with the player. */
  describe(): void {
    const { host, media, canvas, measure, internals } = this;
    const { controls } = host;
    const { facts, hasPicture } = media;
    this.size.replaceSync(sizeRule(facts, host.getAttribute('width'), host.getAttribute('height')));
    const waits = host.childElementCount > 0 || host.poster !== '';
    if (facts !== undefined && facts !== this.facts) {
      for (const each of [canvas, measure]) {
        each.width = facts.width;
        each.height = facts.height;
      }
    }
    this.facts = facts;
    canvas.hidden = measure.hidden = !hasPicture && (waits || facts === undefined);
    const poster = host.poster !== '' && !hasPicture;
    this.poster.loading = host.loading;
    if (poster && this.poster.getAttribute('src') !== host.poster) this.poster.src = host.poster;
    this.poster.hidden = !poster;
    this.placeholder.hidden = hasPicture || poster;
    if (controls) this.controls ??= this.addControls();
    if (this.bar !== undefined) this.bar.element.hidden = !controls || media.isBroken;
    const alt = host.getAttribute('alt') ?? host.querySelector('img')?.getAttribute('alt') ?? UNNAMED;
    // A picture that is said to show nothing decorates; controls are never without a name.
    internals.role = controls ? 'group' : alt === '' ? 'presentation' : 'img';
    internals.ariaLabel = alt === '' && controls ? UNNAMED : alt;
    internals.ariaRoleDescription = controls ? 'player' : null;
    if (controls && !host.hasAttribute('tabindex')) host.tabIndex = 0;
    this.updateBar();
  }

  private async addControls(): Promise<void> {
    const { host, media, root } = this;
    const { ControlBar } = await import('./parts/control-bar.js');
    this.bar = new ControlBar(host, media);
    root.adoptedStyleSheets.push(this.bar.style);
    root.append(this.bar.element);
    this.describe();
  }

  /** Shows the time, and whether it goes on. */
  updateBar(): void {
    if (this.host.controls) this.bar?.update(this.media);
  }
}
