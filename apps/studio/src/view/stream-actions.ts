import { element, icon } from './element.js';
import { altOf, type NamedStream } from './named-stream.js';
import { onePage } from './one-page.js';
import { baseName } from './wording.js';

/** The lines of HTML that play a stream in a page. */
export function playerSnippet({ name, width, height, learned }: Omit<NamedStream, 'bytes'>): string {
  return [
    '<script type="module" src="player.js"></script>',
    `<dynamics-player src="${encodeURIComponent(name)}" width="${width}" height="${height}"${learned ? ' models="neural/"' : ''} alt="${altOf(name)}" autoplay loop controls></dynamics-player>`,
  ].join('\n');
}

/** Buttons that save a stream and copy its HTML, with the HTML to read below. */
export function streamActions(stream: NamedStream): HTMLElement {
  const snippet = playerSnippet(stream);
  const said = element('span', { class: 'said', attributes: { role: 'status' } });
  const code = element('code', { with: { tabIndex: 0 } }, snippet);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(snippet);
      said.textContent = 'Copied';
    } catch {
      getSelection()?.selectAllChildren(code);
      said.textContent = 'Selected; copy it with Ctrl+C';
    }
    setTimeout(() => (said.textContent = ''), 3000);
  };
  const page = async (): Promise<void> => {
    said.textContent = 'Making the page';
    try {
      const html = await onePage(stream);
      saveAs(new Blob([html], { type: 'text/html' }), `${baseName(stream.name)}.html`);
      said.textContent = '';
    } catch (error) {
      said.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  return element(
    'div',
    { class: 'actions' },
    element(
      'div',
      { class: 'button-row' },
      element(
        'button',
        { class: 'primary', with: { type: 'button', onclick: () => save(stream) } },
        icon('download'),
        element('span', { class: 'one-line' }, `Download ${stream.name}`),
      ),
      element(
        'button',
        { class: 'secondary', with: { type: 'button', onclick: () => void copy() } },
        icon('copy'),
        'Copy HTML',
      ),
      element(
        'button',
        { class: 'secondary', with: { type: 'button', onclick: () => void page() } },
        icon('download'),
        'One HTML file',
      ),
      said,
    ),
    element(
      'details',
      { class: 'snippet' },
      element('summary', {}, 'HTML for your page'),
      element('pre', {}, code),
      element(
        'p',
        {},
        `The files player.js and worker.js and the folder parts are in dist of @dynamics-codec/player${stream.learned ? ', the folder neural is in @dynamics-codec/models' : ''}.`,
      ),
    ),
  );
}

function save({ bytes, name }: NamedStream): void {
  saveAs(new Blob([bytes], { type: 'application/octet-stream' }), name);
}

function saveAs(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  element('a', { with: { href: address, download: name } }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
