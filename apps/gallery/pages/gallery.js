/** Puts in the sizes of the streams as they are, and works the sliders and the button. */
const sizes = new Map();

async function sizeOf(stream) {
  if (!sizes.has(stream))
    sizes.set(
      stream,
      fetch(stream)
        .then((response) => response.arrayBuffer())
        .then(({ byteLength }) => byteLength),
    );
  return sizes.get(stream);
}

for (const place of document.querySelectorAll('[data-bytes]')) {
  place.textContent = (await sizeOf(place.dataset.bytes)).toLocaleString('en');
}
for (const place of document.querySelectorAll('[data-facts]')) {
  const bytes = await sizeOf(place.dataset.facts);
  const player = document.querySelector(`dynamics-player[src="${place.dataset.facts}"]`);
  const tell = () => {
    const { videoWidth, videoHeight, duration } = player;
    const rate = ((bytes * 8) / duration / 1000).toFixed(1);
    place.textContent = `${videoWidth} × ${videoHeight}, ${duration.toFixed(0)} seconds, ${bytes.toLocaleString('en')} bytes: ${rate} kbit/s`;
  };
  if (player.readyState > 0) tell();
  else player.addEventListener('loadedmetadata', tell, { once: true });
}

const players = [...document.querySelectorAll('.three dynamics-player')];
for (const name of ['motion', 'liveliness']) {
  const dial = document.getElementById(name);
  const strengths = players.map((player) => Number(player.getAttribute(name) ?? 1));
  dial.addEventListener('input', () => {
    document.querySelector(`output[for=${name}]`).textContent = dial.valueAsNumber.toFixed(1);
    players.forEach((player, i) => player.setAttribute(name, String(strengths[i] * dial.valueAsNumber)));
  });
}

const copy = document.getElementById('copy');
copy.addEventListener('click', async () => {
  await navigator.clipboard.writeText(document.getElementById('snippet').textContent);
  copy.textContent = 'Copied';
  setTimeout(() => (copy.textContent = 'Copy'), 1600);
});
