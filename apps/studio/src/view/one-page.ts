/** @file A stream, its player and its first picture as one HTML file, for who wants to send it or to put it up anywhere. */
import '@dynamics-codec/player';
import { element } from './element.js';
import { altOf, type NamedStream } from './named-stream.js';

/** The player as one script; the build puts it beside the page. */
const SCRIPT = 'player.inline.js';

/**
 * The page. It asks the network for nothing.
 * @throws Error where the script of the player cannot be loaded
 */
export async function onePage({ bytes, name, width, height }: NamedStream): Promise<string> {
  const response = await fetch(new URL(SCRIPT, document.baseURI));
  if (!response.ok || !/javascript/.test(response.headers.get('content-type') ?? ''))
    throw new Error('The script of the player is not beside this page: build it by npm run build');
  const script = (await response.text()).replace(/<\/(?=script)/gi, '<\\/');
  const alt = altOf(name);
  const poster = await posterOf(bytes);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${alt}</title>
<style>
  html { color-scheme: light dark; }
  body { display: grid; min-height: 100vh; margin: 0; place-items: center; }
</style>
<dynamics-player src="data:application/octet-stream;base64,${await base64(bytes)}" width="${width}" height="${height}" alt="${alt}" autoplay loop controls>
  <img src="${poster}" width="${width}" height="${height}" alt="${alt}">
</dynamics-player>
<script type="module">
${script}
</script>
</html>
`;
}

/** The first picture as an address that holds it. */
async function posterOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const player = element('dynamics-player', { with: { srcObject: bytes, hidden: true, preload: 'auto' } });
  document.body.append(player);
  try {
    await new Promise((resolve, reject) => {
      player.addEventListener('canplay', resolve, { once: true });
      player.addEventListener('error', () => reject(new Error('The stream does not play')), { once: true });
    });
    const picture = await player.frameAt(0);
    const canvas = element('canvas', { with: { width: picture.width, height: picture.height } });
    canvas.getContext('2d')?.putImageData(picture, 0, 0);
    return canvas.toDataURL('image/webp', 0.6);
  } finally {
    player.remove();
  }
}

async function base64(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('The stream cannot be read'));
    reader.readAsDataURL(new Blob([bytes]));
  });
}
