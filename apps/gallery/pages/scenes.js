/**
 * Shows the scenes of `scenes/scenes.json`. A video with the original and VVC's pictures side by side keeps the time; the player
 * of our stream is set to the time of each of its frames, so that all three show the same moment.
 */
const HINTS = {
  side: '',
  'wipe-vvc': 'Left of the line: VVC. Right of it: Dynamics. Drag the line.',
  'wipe-original': 'Left of the line: the original. Right of it: Dynamics. Drag the line.',
  slice:
    'Below each picture: the marked row of pixels, moment by moment from top to bottom. It is written as the scene plays.',
};

const main = document.getElementById('scenes');
const play = document.getElementById('play');
const slow = document.getElementById('slow');
const isNarrow = matchMedia('(max-width: 640px)');
const prefersRest = matchMedia('(prefers-reduced-motion: reduce)');

/** One scene: its part of the page, and what keeps its pictures in step. */
class Scene {
  constructor(facts) {
    this.facts = facts;
    this.row = facts.row;
    this.last = -1;
    this.node = document.getElementById('scene').content.firstElementChild.cloneNode(true);
    this.player = this.node.querySelector('dynamics-player');
    this.video = sideBySide(`scenes/${facts.clip}.mp4`);
    this.node.append(this.video);
    this.contexts = ['original', 'vvc'].map((name) => this.contextOf(`.${name} .picture canvas`, facts.height));
    this.slices = ['original', 'vvc', 'ours'].map((name) => this.contextOf(`.${name} .slice`, facts.frames));
    this.describe();
    this.listen();
  }

  contextOf(selector, height) {
    const canvas = this.node.querySelector(selector);
    canvas.width = this.facts.width;
    canvas.height = height;
    return canvas.getContext('2d');
  }

  describe() {
    const { node, facts } = this;
    const { title, alt, kbps, origin, trained, bytes, clip } = facts;
    node.id = clip;
    node.querySelector('h2').textContent = title;
    node.querySelector('.rate').textContent = `${kbps} kbit/s`;
    const learned = trained ? ' The networks of Dynamics have learned from this clip, which VVC has not.' : '';
    node.querySelector('.origin').textContent = `${origin}, CC0 1.0.${learned}`;
    for (const name of ['original', 'vvc', 'ours'])
      node.querySelector(`.${name} figcaption span`).textContent = this.sizeText(bytes[name]);
    for (const canvas of node.querySelectorAll('.picture canvas')) canvas.setAttribute('aria-label', alt);
    this.player.setAttribute('alt', alt);
    this.player.setAttribute('src', `scenes/${clip}.dync`);
  }

  sizeText(bytes) {
    const { frames, rate } = this.facts;
    return `${bytes.toLocaleString('en')}\u00a0bytes, ${rateText((bytes * 8 * rate) / frames)}`;
  }

  listen() {
    const { node, video, facts } = this;
    const divider = node.querySelector('.divider');
    divider.addEventListener('input', () => node.style.setProperty('--at', `${divider.value}%`));
    const row = node.querySelector('.row input');
    row.max = facts.height - 1;
    row.value = this.row;
    row.addEventListener('input', () => this.chooseRow(row.valueAsNumber));
    this.chooseRow(this.row);
    new IntersectionObserver(([entry]) => {
      this.isSeen = entry.isIntersecting;
      if (this.isSeen) video.preload = 'auto';
      this.follow();
      this.refill();
    }).observe(node);
    video.addEventListener('loadeddata', () => this.show(0), { once: true });
    for (const type of ['canplay', 'generatorchange']) this.player.addEventListener(type, () => this.refill());
    this.awaitFrame();
  }

  chooseRow(row) {
    this.row = row;
    this.node.style.setProperty('--row', `${((row + 0.5) / this.facts.height) * 100}%`);
    for (const slice of this.slices) slice.clearRect(0, 0, slice.canvas.width, slice.canvas.height);
    this.refill();
  }

  setPlaying(plays) {
    this.isWanted = plays;
    this.follow();
  }

  /** Plays where that is wanted and the scene is on screen. */
  follow() {
    const { video } = this;
    if (!(this.isWanted && this.isSeen)) {
      video.pause();
      return;
    }
    video.play().catch(() => undefined);
  }

  /** Lets our picture move for those who prefer reduced motion and have pressed the button: the video keeps its time. */
  takeLeave() {
    this.player.play().catch(() => undefined);
    this.player.pause();
  }

  awaitFrame() {
    const { video } = this;
    const show = (time) => {
      this.show(Math.round(time * this.facts.rate) % this.facts.frames);
      this.awaitFrame();
    };
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback((_, { mediaTime }) => show(mediaTime));
    else requestAnimationFrame(() => show(video.currentTime));
  }

  show(frame) {
    const { contexts, video, player, facts, slices, row } = this;
    const { width, height, rate } = facts;
    if (video.readyState < 2) return;
    player.currentTime = frame / rate;
    // In the slices, frames that were passed over are written as the one that is shown.
    const first = frame > this.last ? this.last + 1 : 0;
    this.last = frame;
    for (const [index, context] of contexts.entries()) {
      context.drawImage(video, index * width, 0, width, height, 0, 0, width, height);
      for (let at = first; at <= frame; at++)
        slices[index].drawImage(context.canvas, 0, row, width, 1, 0, at, width, 1);
    }
    this.node.dataset.frame = frame;
  }

  /** Writes the row of our frames over time, a frame with each refresh of the display, until something else is to be written. */
  async fillOurs() {
    const { player, row, facts } = this;
    const turn = (this.turn = {});
    for (let frame = 0; frame < facts.frames; frame++) {
      const image = await player.frameAt(frame / facts.rate);
      if (turn !== this.turn || !this.isSliced) return;
      this.slices[2].putImageData(image, 0, frame - row, 0, row, image.width, 1);
      await new Promise(requestAnimationFrame);
    }
    this.node.dataset.written = row;
  }

  get isSliced() {
    return this.isSeen && main.dataset.view === 'slice';
  }

  /** Begins with that where it is on show. */
  refill() {
    if (this.isSliced) this.fillOurs().catch(() => undefined);
  }
}

/** A video that nobody sees: its halves are drawn elsewhere. */
function sideBySide(src) {
  const video = document.createElement('video');
  Object.assign(video, { src, muted: true, loop: true, playsInline: true, preload: 'none', className: 'source' });
  video.setAttribute('aria-hidden', 'true');
  return video;
}

function rateText(bits) {
  return bits < 100_000
    ? `${(bits / 1000).toFixed(1)}\u00a0kbit/s`
    : `${Math.round(bits / 1000).toLocaleString('en')}\u00a0kbit/s`;
}

const scenes = (await (await fetch('scenes/scenes.json')).json()).map((facts) => new Scene(facts));
for (const { node } of scenes) main.append(node);
setView(isNarrow.matches ? 'wipe-vvc' : 'side');
setPlaying(!prefersRest.matches);
main.dataset.ready = '';

for (const radio of document.querySelectorAll('[name=view]'))
  radio.addEventListener('change', () => setView(radio.value));
play.addEventListener('click', () => {
  setPlaying(play.getAttribute('aria-pressed') === 'false');
  if (prefersRest.matches) for (const scene of scenes) scene.takeLeave();
});
slow.addEventListener('change', () => {
  for (const scene of scenes) scene.video.playbackRate = slow.checked ? 0.5 : 1;
});

function setView(view) {
  main.dataset.view = view;
  document.querySelector(`[name=view][value=${view}]`).checked = true;
  document.getElementById('hint').textContent = HINTS[view];
  for (const scene of scenes) scene.refill();
}

function setPlaying(plays) {
  play.setAttribute('aria-pressed', String(plays));
  play.textContent = plays ? 'Pause' : 'Play';
  for (const scene of scenes) scene.setPlaying(plays);
}
