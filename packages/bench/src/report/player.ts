/**
 * Runs the players of a report; its source text goes into the page, so it may use nothing from outside itself.
 *
 * Each player is a `figure.player` with one hidden video of all panels side by side and one canvas for each panel.
 */
export function startPlayers(): void {
  for (const root of document.querySelectorAll<HTMLElement>('.player'))
    new IntersectionObserver(open, { rootMargin: '200px' }).observe(root);

  function open(entries: IntersectionObserverEntry[], observer: IntersectionObserver): void {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      observer.disconnect();
      run(target as HTMLElement);
    }
  }

  function run(root: HTMLElement): void {
    const number = (name: string) => Number(root.dataset[name]);
    const [width, height, step, frames, fps] = [
      number('width'),
      number('height'),
      number('step'),
      number('frames'),
      number('fps'),
    ];
    const video = root.querySelector('video')!;
    const canvases = [...root.querySelectorAll('canvas')];
    const button = root.querySelector<HTMLButtonElement>('[data-do=play]')!;
    const seek = root.querySelector<HTMLInputElement>('input[type=range]')!;
    const label = root.querySelector<HTMLElement>('.frame')!;
    const view = { zoom: 1, x: width / 2, y: height / 2, difference: false };
    video.src = root.querySelector('script')!.textContent.trim();
    video.muted = true;
    video.loop = true;
    for (const canvas of canvases) {
      canvas.width = 2 * width;
      canvas.height = 2 * height;
    }

    const panel = (context: CanvasRenderingContext2D, index: number) => {
      const [w, h] = [width / view.zoom, height / view.zoom];
      const x = Math.min(Math.max(view.x - w / 2, 0), width - w);
      const y = Math.min(Math.max(view.y - h / 2, 0), height - h);
      context.imageSmoothingEnabled = view.zoom < 2;
      context.drawImage(video, index * step + x, y, w, h, 0, 0, context.canvas.width, context.canvas.height);
    };

    const draw = () => {
      for (const [index, canvas] of canvases.entries()) {
        const context = canvas.getContext('2d')!;
        context.globalCompositeOperation = 'source-over';
        panel(context, index);
        if (!view.difference || index === 0) continue;
        context.globalCompositeOperation = 'difference';
        panel(context, 0);
        context.globalCompositeOperation = 'lighter';
        context.drawImage(canvas, 0, 0);
        context.drawImage(canvas, 0, 0);
      }
      const frame = Math.min(frames - 1, Math.floor(video.currentTime * fps + 0.01));
      seek.value = String(frame);
      label.textContent = `frame ${frame}`;
    };

    const follow = () => {
      draw();
      if (!video.paused) requestAnimationFrame(follow);
    };
    const go = (frame: number) => {
      video.pause();
      video.currentTime = (Math.min(Math.max(frame, 0), frames - 1) + 0.5) / fps;
    };
    const press: Record<string, (target: HTMLElement) => void> = {
      play: () => {
        if (video.paused) void video.play();
        else video.pause();
      },
      back: () => go(Number(seek.value) - 1),
      next: () => go(Number(seek.value) + 1),
      difference: (target) => {
        view.difference = !view.difference;
        target.setAttribute('aria-pressed', String(view.difference));
        draw();
      },
      slow: (target) => {
        const slow = video.playbackRate === 1;
        video.playbackRate = slow ? 0.25 : 1;
        target.setAttribute('aria-pressed', String(slow));
      },
    };
    root.addEventListener('click', (event) => {
      const target = (event.target as HTMLElement).closest<HTMLElement>('[data-do]');
      if (target) press[target.dataset['do']!]?.(target);
    });
    root.querySelector<HTMLSelectElement>('select')!.addEventListener('change', (event) => {
      view.zoom = Number((event.target as HTMLSelectElement).value);
      root.classList.toggle('zoomed', view.zoom > 1);
      draw();
    });
    seek.addEventListener('input', () => go(Number(seek.value)));
    for (const canvas of canvases) {
      canvas.addEventListener('pointerdown', (event) => {
        canvas.setPointerCapture(event.pointerId);
      });
      canvas.addEventListener('pointermove', (event) => {
        if (event.buttons === 0 || view.zoom === 1) return;
        const scale = width / view.zoom / canvas.clientWidth;
        const [w, h] = [width / view.zoom / 2, height / view.zoom / 2];
        view.x = Math.min(Math.max(view.x - event.movementX * scale, w), width - w);
        view.y = Math.min(Math.max(view.y - event.movementY * scale, h), height - h);
        draw();
      });
    }
    const mark = () => {
      button.textContent = video.paused ? 'Play' : 'Pause';
      follow();
    };
    for (const name of ['play', 'pause', 'seeked', 'loadeddata']) video.addEventListener(name, mark);
    if (root.dataset['autoplay'] === 'yes' && !matchMedia('(prefers-reduced-motion: reduce)').matches)
      void video.play().catch(() => undefined);
    const wanted = new URLSearchParams(location.search);
    if (wanted.has('frame')) go(Number(wanted.get('frame')));
  }
}
